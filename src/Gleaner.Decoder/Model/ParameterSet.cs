using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

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
