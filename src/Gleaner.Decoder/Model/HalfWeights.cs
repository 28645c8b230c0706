using System.Runtime.CompilerServices;
using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>
/// Frozen weights as bfloat16, each matrix once: panels that serve both directions, and the embedding too where it is the
/// output head. Norms, biases and smear stay fp32.
/// </summary>
internal sealed unsafe class HalfWeights : FrozenWeights
{
    private readonly ParameterSet vectors;
    private readonly HalfMatrix embedding;
    private readonly HalfMatrix head;
    private readonly IReadOnlyDictionary<string, (HalfMatrix Matrix, int FirstColumn)> places;

    public HalfWeights(DecoderConfig config, Gemm gemm, TensorReader read)
        : base(new ParameterLayout(config, vectorsOnly: true), gemm)
    {
        vectors = new ParameterSet(Layout);
        foreach (Parameter parameter in vectors.Parameters)
        {
            read(parameter.Name, 0, parameter.Span);
        }

        HalfLoader loader = new(gemm, read);
        embedding = loader.Load(config.Width, ("model.embed_tokens.weight", config.VocabularySize));
        head = config.TieEmbeddings ? embedding : loader.Load(config.Width, ("lm_head.weight", config.VocabularySize));
        HalfPanels panels = HalfPanels.Load(config, loader, head);
        Forward = panels;
        Backward = panels.Transpose();
        places = loader.Places;
    }

    public override WeightPrecision Precision => WeightPrecision.BFloat16;

    public override float* Pointer => vectors.Buffer.Pointer;

    public override IModelPanels Forward { get; }

    public override IModelPanels Backward { get; }

    [SkipLocalsInit]
    public override void Embed(int token, int before, float* x)
    {
        embedding.GetColumn(token, x);
        if (before >= 0 && Layout.Smear >= 0)
        {
            int width = Layout.Config.Width;
            float* previous = stackalloc float[width];
            embedding.GetColumn(before, previous);
            Embedding.AddSmear(Layout, Pointer, previous, x);
        }
    }

    public override void Candidates(float* state, ReadOnlySpan<int> ids, Span<float> logits)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            logits[i] = head.Dot(state, ids[i]);
        }
    }

    public override void Read(string name, int first, Span<float> destination)
    {
        if (!places.TryGetValue(name, out var place))
        {
            vectors.Parameters.Single(parameter => parameter.Name == name).Span.Slice(first, destination.Length).CopyTo(destination);
            return;
        }

        int depth = place.Matrix.Depth;
        fixed (float* row = new float[depth])
        {
            for (int done = 0; done < destination.Length;)
            {
                int at = first + done, skipped = at % depth, count = Math.Min(depth - skipped, destination.Length - done);
                place.Matrix.GetColumn(place.FirstColumn + (at / depth), row);
                new Span<float>(row + skipped, count).CopyTo(destination[done..]);
                done += count;
            }
        }
    }
}
