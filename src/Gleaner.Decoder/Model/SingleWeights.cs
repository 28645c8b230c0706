using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>Frozen weights as fp32: flat, and in panels.</summary>
internal sealed unsafe class SingleWeights : FrozenWeights
{
    private readonly ParameterSet _parameters;
    private readonly Dictionary<string, Parameter> _byName;
    private readonly WeightPanels _forward;
    private readonly Lazy<WeightPanels> _backward;

    /// <summary>Copies.</summary>
    /// <param name="layout">Places of all tensors.</param>
    /// <param name="gemm">What multiplies with them.</param>
    /// <param name="read">Gives the values.</param>
    /// <param name="change">Changes the copy before it is packed; null for nothing.</param>
    public SingleWeights(ParameterLayout layout, Gemm gemm, TensorReader read, Action<AlignedBuffer>? change)
        : base(layout, gemm)
    {
        _parameters = new ParameterSet(layout);
        _byName = _parameters.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        foreach (var parameter in _parameters.Parameters)
        {
            read(parameter.Name, 0, parameter.Span);
        }

        change?.Invoke(_parameters.Buffer);
        _forward = new WeightPanels(layout, gemm, backward: false);
        _forward.PackAll(Pointer);
        _backward = new Lazy<WeightPanels>(() =>
        {
            var panels = new WeightPanels(layout, gemm, backward: true);
            panels.PackAll(Pointer);
            return panels;
        });
    }

    public override WeightPrecision Precision => WeightPrecision.Single;

    public override float* Pointer => _parameters.Buffer.Pointer;

    public override IModelPanels Forward => _forward;

    public override IModelPanels Backward => _backward.Value;

    public override void Embed(int token, int before, float* x) => Embedding.Forward(Layout, Pointer, token, before, x);

    public override void Candidates(float* state, ReadOnlySpan<int> ids, Span<float> logits) =>
        CandidateLogits.Compute(state, Pointer + Layout.Head, Layout.Config.Width, ids, logits);

    public override void Read(string name, int first, Span<float> destination) =>
        _byName[name].Span.Slice(first, destination.Length).CopyTo(destination);
}
