using System.Collections.Immutable;
using Gleaner.Selection;

namespace Gleaner.Students;

/// <summary>Makes the token ids and loss weights of examples, as a student is trained on them.</summary>
public interface ISequenceRenderer
{
    /// <summary>The sequence of an example.</summary>
    /// <exception cref="GleanerException">The example cannot be rendered.</exception>
    RenderedSequence Render(WeightedTrajectory example);

    /// <summary>The sequences of an example, where it takes several: a chat server's template may write earlier turns differently.</summary>
    /// <exception cref="GleanerException">The example cannot be rendered.</exception>
    IReadOnlyList<RenderedSequence> RenderRows(WeightedTrajectory example) => [Render(example)];

    /// <summary>A token as people read it; null where the renderer cannot say.</summary>
    string? TextOf(int id) => null;
}

/// <summary>A sequence as the student is trained on it.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Weights">The loss weight of predicting each of them; as long as <paramref name="Ids"/>.</param>
public sealed record RenderedSequence(ImmutableArray<int> Ids, ImmutableArray<float> Weights)
{
    /// <summary>Whether turns at the example's end are left out because the student's context has no room for them.</summary>
    public bool IsTruncated { get; init; }
}
