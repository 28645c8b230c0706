using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Kernels.OneDnn;

namespace Gleaner.Decoder.Model;

/// <summary>An immutable copy of a model's weights, laid out for products. Any number of threads read it.</summary>
internal abstract unsafe class FrozenWeights(ParameterLayout layout, Gemm gemm)
{
    private readonly Lock _lock = new();
    private ModelPanels? _rounded;

    /// <summary>Places of the tensors that lie flat at <see cref="Pointer"/>: norms, biases and smear at least.</summary>
    public ParameterLayout Layout => layout;

    public Gemm Gemm => gemm;

    public abstract WeightPrecision Precision { get; }

    public abstract float* Pointer { get; }

    /// <summary>To multiply inputs with.</summary>
    public abstract IModelPanels Forward { get; }

    /// <summary>To multiply gradients of outputs with; made when it is first asked for. There is none of 8-bit weights.</summary>
    public abstract IModelPanels Backward { get; }

    /// <summary>
    /// The matrices as they lie, rounded to bfloat16 for a library that multiplies them so; of bfloat16 weights the values themselves.
    /// Made once, when first asked for: they never change.
    /// </summary>
    public ModelPanels Rounded
    {
        get
        {
            lock (_lock)
            {
                return _rounded ??= Round();
            }
        }
    }

    /// <summary>The input row of a token.</summary>
    /// <param name="token">Id of the token.</param>
    /// <param name="before">Id of the token before it, or −1.</param>
    /// <param name="x">Receives the row.</param>
    public abstract void Embed(int token, int before, float* x);

    /// <summary>Logits of single tokens, with the bits of the full product.</summary>
    public abstract void Candidates(float* state, ReadOnlySpan<int> ids, Span<float> logits);

    /// <summary>The values, as a <see cref="TensorReader"/>.</summary>
    public abstract void Read(string name, int first, Span<float> destination);

    private ModelPanels Round()
    {
        var loader = new MatrixLoader<RoundedMatrix>((depth, columns) => new RoundedMatrix(depth, columns), Read);
        return ModelPanels.Load(Layout.Config, loader, Layout.Config.TieEmbeddings ? loader.LoadEmbedding(Layout.Config) : loader.LoadHead(Layout.Config));
    }
}

/// <summary>How frozen weights are held in memory. Activations are fp32 between products.</summary>
public enum WeightPrecision
{
    /// <summary>fp32, in two copies: flat and in panels.</summary>
    Single,

    /// <summary>
    /// bfloat16, in one copy: 2 bytes a weight. Exact for checkpoints that are bfloat16 themselves; others are rounded to three
    /// significant digits. Norms and biases stay fp32.
    /// </summary>
    BFloat16,

    /// <summary>
    /// Whole numbers from −127 to 127 with an fp32 scale for each 32 inputs, 9 bits a weight, for decoding alone. What they are multiplied with
    /// is rounded in the same way. Norms, biases, attention and its cache stay fp32.
    /// </summary>
    Int8,
}

/// <summary>Gives consecutive values of a named tensor, row-major, from an index on: a piece at a time, so that no whole copy is needed.</summary>
internal delegate void TensorReader(string name, int first, Span<float> destination);
