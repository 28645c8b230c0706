using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>A named tensor: fp32, row-major, at a fixed place in the memory of its owner.</summary>
public sealed class Parameter
{
    private readonly AlignedBuffer _buffer;

    internal Parameter(ParameterSpec spec, AlignedBuffer buffer)
    {
        Spec = spec;
        _buffer = buffer;
    }

    /// <summary>Name after the Hugging Face Llama convention, such as <c>model.layers.0.self_attn.q_proj.weight</c>.</summary>
    public string Name => Spec.Name;

    /// <summary>Dimensions; a projection is [outputs, inputs].</summary>
    public IReadOnlyList<int> Shape => Spec.Shape;

    /// <summary>Number of values.</summary>
    public int Length => Spec.Length;

    /// <summary>The values themselves, not a copy: writing changes the owner.</summary>
    public Span<float> Span => _buffer.Slice(Spec.Offset, Spec.Length);

    internal ParameterSpec Spec { get; }
}

/// <summary>Flat memory in a <see cref="FlatLayout"/>, seen as named tensors: weights, adapters, or one moment of the optimiser.</summary>
internal sealed class ParameterSet
{
    public ParameterSet(FlatLayout layout)
    {
        Layout = layout;
        Buffer = new AlignedBuffer(layout.Length);
        Parameters = [.. layout.Specs.Select(spec => new Parameter(spec, Buffer))];
    }

    public FlatLayout Layout { get; }

    public AlignedBuffer Buffer { get; }

    public IReadOnlyList<Parameter> Parameters { get; }
}
