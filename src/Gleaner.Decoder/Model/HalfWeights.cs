using System.Runtime.CompilerServices;
using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>
/// Frozen weights as bfloat16, each matrix once: panels that serve both directions, and the embedding too where it is the
/// output head. Norms, biases and smear stay fp32.
/// </summary>
internal sealed unsafe class HalfWeights : FrozenWeights
{
    private readonly ParameterSet _vectors;
    private readonly HalfMatrix _embedding;
    private readonly HalfMatrix _head;
    private readonly IReadOnlyDictionary<string, (HalfMatrix Matrix, int FirstColumn)> _places;

    public HalfWeights(DecoderConfig config, Gemm gemm, TensorReader read)
        : base(new ParameterLayout(config, vectorsOnly: true), gemm)
    {
        _vectors = new ParameterSet(Layout);
        foreach (var parameter in _vectors.Parameters)
        {
            read(parameter.Name, 0, parameter.Span);
        }

        var loader = new MatrixLoader<HalfMatrix>((depth, columns) => new HalfMatrix(gemm, depth, columns), read);
        _embedding = loader.LoadEmbedding(config);
        _head = config.TieEmbeddings ? _embedding : loader.LoadHead(config);
        Forward = ModelPanels.Load(config, loader, _head);
        Backward = ModelPanels.TryTranspose(Forward)!;
        _places = loader.Places;
    }

    public override WeightPrecision Precision => WeightPrecision.BFloat16;

    public override float* Pointer => _vectors.Buffer.Pointer;

    public override IModelPanels Forward { get; }

    public override IModelPanels Backward { get; }

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

    public override void Candidates(float* state, ReadOnlySpan<int> ids, Span<float> logits)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            logits[i] = _head.Dot(state, ids[i]);
        }
    }

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
