using System.Collections.Immutable;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>What a safetensors header says of one tensor.</summary>
/// <param name="Name">Name, unique in its file.</param>
/// <param name="Type">Element type in the file.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Count">Number of elements: the product of <paramref name="Shape"/>.</param>
/// <param name="Begin">Offset of its first byte from the start of the data section.</param>
/// <param name="End">Offset after its last byte.</param>
public sealed record TensorInfo(string Name, TensorType Type, ImmutableArray<int> Shape, int Count, long Begin, long End)
{
    /// <summary>Bytes per element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not defined.</exception>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.F32 => 4,
        TensorType.F16 or TensorType.BF16 => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
