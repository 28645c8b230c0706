using System.Collections.Immutable;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>Gives the elements of a tensor, row-major, without a copy.</summary>
public delegate ReadOnlySpan<float> TensorValues();

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name, unique in its file and not <c>__metadata__</c>.</param>
/// <param name="Shape">Dimensions, outermost first; their product is the number of values.</param>
/// <param name="Values">The elements.</param>
/// <param name="Type">Element type in the file: F32, or BF16 to round the elements to.</param>
public readonly record struct NamedTensor(string Name, ImmutableArray<int> Shape, TensorValues Values, TensorType Type = TensorType.F32)
{
    /// <summary>A tensor over an array.</summary>
    /// <param name="name">Name, unique in its file and not <c>__metadata__</c>.</param>
    /// <param name="shape">Dimensions, outermost first; their product is the number of values.</param>
    /// <param name="values">The elements, row-major.</param>
    public NamedTensor(string name, ImmutableArray<int> shape, float[] values)
        : this(name, shape, () => values)
    {
    }
}
