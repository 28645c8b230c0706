using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>
/// Which of the solutions of an important state are trained on. The paper takes one for each state, so that no task dominates
/// because it is easy; its criterion is not known.
/// </summary>
public interface ISolutionChoice
{
    /// <summary>The chosen ones.</summary>
    /// <param name="state">The important state.</param>
    /// <param name="solutions">The solutions that pass through it, in the order of finding; at least one.</param>
    /// <param name="context">What else is known.</param>
    IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context);
}

/// <summary>One: fewest expert actions, then fewest turns, then first found. The default.</summary>
public sealed record FewestExpertActions : ISolutionChoice
{
    /// <inheritdoc/>
    public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) =>
    [
        solutions
            .OrderBy(solution => solution.ExpertActions)
            .ThenBy(solution => solution.Trajectory.Length)
            .ThenBy(solution => solution.Order)
            .First(),
    ];
}

/// <summary>
/// One: fewest expert actions that would be trained without proof, then fewest turns, then first found. An action is proven if it was
/// found beneficial, and is not trained if it was found harmful or lies before the recovery state; of a demonstration none is proven.
/// So a solution that branches off after a harmful segment, which is masked, can win where it is the shorter one.
/// </summary>
public sealed record FewestUnprovenExpertActions : ISolutionChoice
{
    /// <inheritdoc/>
    public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) =>
    [
        solutions
            .OrderBy(solution => CountUnproven(state, solution, context))
            .ThenBy(solution => solution.Trajectory.Length)
            .ThenBy(solution => solution.Order)
            .First(),
    ];

    private static int CountUnproven(ImportantState state, Solution solution, SelectionContext context)
    {
        var verdicts = context.VerdictsOn(solution);
        return solution.Trajectory.Turns.Index().Count(turn =>
            turn.Item is { Author: Author.Expert, IsMalformed: false }
            && turn.Index >= state.Step
            && (turn.Index >= verdicts.Length || verdicts[turn.Index] == ActionVerdict.Unused));
    }
}

/// <summary>One, drawn at random.</summary>
public sealed record RandomSolution : ISolutionChoice
{
    /// <inheritdoc/>
    public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context)
    {
        var random = context.Seed.Derive("choice", state.Task, state.Trunk ?? "s0", state.Step).ToStream();
        return [solutions[random.Next(solutions.Count)]];
    }
}

/// <summary>All of them.</summary>
public sealed record AllSolutions : ISolutionChoice
{
    /// <inheritdoc/>
    public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) => solutions;
}

/// <summary>All that differ in their actions, of equal ones the first found: RFT without exact duplicates, as Yuan et al. train it.</summary>
public sealed record DistinctSolutions : ISolutionChoice
{
    /// <inheritdoc/>
    public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) =>
        [.. solutions.DistinctBy(solution => string.Join('\n', solution.Trajectory.Turns.Select(turn => turn.Action)), StringComparer.Ordinal)];
}
