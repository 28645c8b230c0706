using Gleaner.Randomness;

namespace Gleaner.Selection;

/// <summary>Picks the solutions of an important state that are trained on.</summary>
public static class SolutionSelector
{
    /// <summary>The chosen ones among the candidates that pass through the state; empty if none does.</summary>
    /// <param name="state">The important state.</param>
    /// <param name="candidates">Solutions of its task, in the order of finding.</param>
    /// <param name="choice">The criterion.</param>
    /// <param name="seed">The seed for <see cref="SolutionChoice.Random"/>.</param>
    public static IReadOnlyList<Solution> Choose(
        ImportantState state, IEnumerable<Solution> candidates, SolutionChoice choice, Seed seed)
    {
        var through = candidates.Where(solution => solution.PassesThrough(state)).ToList();
        return through.Count == 0 ? [] : choice switch
        {
            SolutionChoice.All => through,
            SolutionChoice.Random => [through[seed.Derive("choice", state.Task, state.Expert ?? "s0", state.Step).ToStream().Next(through.Count)]],
            SolutionChoice.FewestExpertActions =>
            [
                through
                    .OrderBy(solution => solution.ExpertActions)
                    .ThenBy(solution => solution.Trajectory.Length)
                    .ThenBy(solution => solution.Order)
                    .First(),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, "Unknown criterion."),
        };
    }
}
