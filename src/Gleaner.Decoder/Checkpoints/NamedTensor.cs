using System.Collections.Immutable;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name, unique in its file and not <c>__metadata__</c>.</param>
/// <param name="Shape">Dimensions, outermost first; their product is the number of values.</param>
/// <param name="Values">The elements, row-major.</param>
public readonly record struct NamedTensor(string Name, ImmutableArray<int> Shape, ReadOnlyMemory<float> Values);
