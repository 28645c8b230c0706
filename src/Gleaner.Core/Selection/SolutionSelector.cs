namespace Gleaner.Selection;

/// <summary>Picks the solutions of an important state that are trained on.</summary>
public static class SolutionSelector
{
    /// <summary>The chosen ones among the candidates that pass through the state; empty if none does.</summary>
    /// <param name="state">The important state.</param>
    /// <param name="candidates">Solutions of its task, in the order of finding.</param>
    /// <param name="choice">The criterion.</param>
    /// <param name="context">What the criterion may look at.</param>
    public static IReadOnlyList<Solution> Choose(
        ImportantState state, IEnumerable<Solution> candidates, ISolutionChoice choice, SelectionContext context)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var through = candidates.Where(solution => solution.PassesThrough(state)).ToList();
        return through.Count == 0 ? [] : choice.Choose(state, through, context);
    }
}
