using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Decoder.Model;

/// <summary>Frozen weights as fp32: flat, and in panels.</summary>
internal sealed unsafe class SingleWeights : FrozenWeights
{
    private readonly ParameterSet parameters;
    private readonly Dictionary<string, Parameter> byName;
    private readonly WeightPanels forward;
    private readonly Lazy<WeightPanels> backward;

    /// <summary>Copies.</summary>
    /// <param name="layout">Places of all tensors.</param>
    /// <param name="gemm">What multiplies with them.</param>
    /// <param name="read">Gives the values.</param>
    /// <param name="change">Changes the copy before it is packed; null for nothing.</param>
    public SingleWeights(ParameterLayout layout, Gemm gemm, TensorReader read, Action<AlignedBuffer>? change)
        : base(layout, gemm)
    {
        parameters = new ParameterSet(layout);
        byName = parameters.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        foreach (Parameter parameter in parameters.Parameters)
        {
            read(parameter.Name, 0, parameter.Span);
        }

        change?.Invoke(parameters.Buffer);
        forward = new WeightPanels(layout, gemm, backward: false);
        forward.PackAll(Pointer);
        backward = new Lazy<WeightPanels>(() =>
        {
            WeightPanels panels = new(layout, gemm, backward: true);
            panels.PackAll(Pointer);
            return panels;
        });
    }

    public override WeightPrecision Precision => WeightPrecision.Single;

    public override float* Pointer => parameters.Buffer.Pointer;

    public override IModelPanels Forward => forward;

    public override IModelPanels Backward => backward.Value;

    public override void Embed(int token, int before, float* x) => Embedding.Forward(Layout, Pointer, token, before, x);

    public override void Candidates(float* state, ReadOnlySpan<int> ids, Span<float> logits) =>
        CandidateLogits.Compute(state, Pointer + Layout.Head, Layout.Config.Width, ids, logits);

    public override void Read(string name, int first, Span<float> destination) =>
        byName[name].Span.Slice(first, destination.Length).CopyTo(destination);
}
