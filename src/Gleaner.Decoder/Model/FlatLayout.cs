using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>
/// Named tensors one after another in flat memory. Weights, gradients and optimiser moments share a layout, so that the
/// optimiser is one loop over one array.
/// </summary>
internal abstract class FlatLayout
{
    private readonly List<ParameterSpec> _specs = [];

    public IReadOnlyList<ParameterSpec> Specs => _specs;

    /// <summary>Floats in all, alignment gaps included; the gaps stay zero.</summary>
    public long Length { get; private set; }

    /// <summary>Places a tensor behind those before it.</summary>
    /// <returns>Its offset in floats.</returns>
    /// <exception cref="OverflowException">The tensor has 2³¹ values or more; a layout as a whole may.</exception>
    protected long Add(string name, params int[] shape)
    {
        var spec = new ParameterSpec(name, shape, Length);
        _specs.Add(spec);
        Length += AlignedBuffer.RoundUp((long)spec.Length);
        return spec.Offset;
    }
}

/// <summary>Name, shape and place (in floats from the start of the flat memory) of one parameter.</summary>
internal sealed record ParameterSpec(string Name, IReadOnlyList<int> Shape, long Offset)
{
    public int Length { get; } = Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Matrices are subject to weight decay; gains of norms and of the smear, and biases, are not.</summary>
    public bool Decays => Shape.Count > 1;
}
