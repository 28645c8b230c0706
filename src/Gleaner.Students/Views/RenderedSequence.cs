using System.Collections.Immutable;

namespace Gleaner.Students.Views;

/// <summary>A sequence as the student is trained on it.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Weights">The loss weight of predicting each of them; as long as <paramref name="Ids"/>.</param>
public sealed record RenderedSequence(ImmutableArray<int> Ids, ImmutableArray<float> Weights);
