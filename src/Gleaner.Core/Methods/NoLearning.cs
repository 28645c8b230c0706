using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>The student as it is: neither explores nor learns. As a row of the pre-trained student it shows what behaviour cloning adds.</summary>
/// <param name="name">Its name in tables.</param>
public sealed class NoLearning(string name) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool Learns => false;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state) => [];

    /// <inheritdoc/>
    public LearningSet Select(IterationState state) => new([]);
}
