using System.Runtime.CompilerServices;
using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>
/// Frozen weights in less than fp32, each matrix once: panels that serve all directions that there are, and the embedding too where
/// it is the output head. Norms, biases and smear stay fp32.
/// </summary>
internal sealed unsafe class MatrixWeights<TMatrix> : FrozenWeights
    where TMatrix : WeightMatrix, IReadableMatrix
{
    private readonly ParameterSet _vectors;
    private readonly TMatrix _embedding;
    private readonly TMatrix _head;
    private readonly ModelPanels? _backward;
    private readonly IReadOnlyDictionary<string, (TMatrix Matrix, int FirstColumn)> _places;

    /// <summary>Reads the values.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="gemm">What multiplies with them.</param>
    /// <param name="precision">What the matrices hold.</param>
    /// <param name="create">Makes an empty matrix of depth and columns.</param>
    /// <param name="read">Gives the values.</param>
    public MatrixWeights(DecoderConfig config, Gemm gemm, WeightPrecision precision, Func<int, int, TMatrix> create, TensorReader read)
        : base(new ParameterLayout(config, vectorsOnly: true), gemm)
    {
        Precision = precision;
        _vectors = new ParameterSet(Layout);
        foreach (var parameter in _vectors.Parameters)
        {
            read(parameter.Name, 0, parameter.Span);
        }

        var loader = new MatrixLoader<TMatrix>(create, read);
        _embedding = loader.LoadEmbedding(config);
        _head = config.TieEmbeddings ? _embedding : loader.LoadHead(config);
        Forward = ModelPanels.Load(config, loader, _head);
        _backward = ModelPanels.TryTranspose(Forward);
        _places = loader.Places;
    }

    public override WeightPrecision Precision { get; }

    public override float* Pointer => _vectors.Buffer.Pointer;

    public override IModelPanels Forward { get; }

    public override IModelPanels Backward => _backward ?? throw new NotSupportedException();

    [SkipLocalsInit]
    public override void Embed(int token, int before, float* x)
    {
        _embedding.GetColumn(token, x);
        if (before >= 0 && Layout.Smear >= 0)
        {
            var width = Layout.Config.Width;
            var previous = stackalloc float[width];
            _embedding.GetColumn(before, previous);
            Embedding.AddSmear(Layout, Pointer, previous, x);
        }
    }

    public override void Candidates(float* state, ReadOnlySpan<int> ids, Span<float> logits) => _head.Candidates(state, ids, logits);

    public override void Read(string name, int first, Span<float> destination)
    {
        if (!_places.TryGetValue(name, out var place))
        {
            _vectors.Parameters.Single(parameter => parameter.Name == name).Span.Slice(first, destination.Length).CopyTo(destination);
            return;
        }

        var depth = place.Matrix.Depth;
        fixed (float* row = new float[depth])
        {
            for (var done = 0; done < destination.Length;)
            {
                int at = first + done, skipped = at % depth, count = Math.Min(depth - skipped, destination.Length - done);
                place.Matrix.GetColumn(place.FirstColumn + (at / depth), row);
                new Span<float>(row + skipped, count).CopyTo(destination[done..]);
                done += count;
            }
        }
    }
}
