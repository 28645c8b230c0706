using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Selection;

namespace OwnMethod;

/// <summary>A selection rule of your own: the solution with the fewest turns, then the first found.</summary>
public sealed record Shortest : ISolutionChoice
{
    /// <inheritdoc/>
    public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) =>
        [solutions.OrderBy(solution => solution.Trajectory.Length).ThenBy(solution => solution.Order).First()];
}

/// <summary>The rule as a kind; every method's key <c>solution_choice</c> takes it.</summary>
public sealed class ShortestKind : SolutionChoiceKind
{
    /// <inheritdoc/>
    public override string Name => "shortest";

    /// <inheritdoc/>
    public override string Summary => "One: the fewest turns, then first found.";

    /// <inheritdoc/>
    public override ISolutionChoice Read(SectionReader reader) => new Shortest();
}
