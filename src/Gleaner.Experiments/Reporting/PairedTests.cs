using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Randomness;
using Gleaner.Reports.Model;
using Gleaner.Runs;

namespace Gleaner.Experiments.Reporting;

/// <summary>
/// Paired tests of each EEF method against every other method, after the last iteration that both have. Methods that spent different
/// numbers of simulations are not tested against each other unless that is asked for: what more simulations bring is not what a method
/// brings. One that simulates nothing has no budget, and is.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="options">What is compared.</param>
internal sealed class PairedTests(RunResults run, ReportOptions options)
{
    // Short trajectories and start states that cannot be reached leave budgets a little apart.
    private const double LargestDifference = 0.05;

    /// <summary>The tests, their p-values corrected for their number.</summary>
    public ImmutableArray<MethodComparison> Compare()
    {
        var pairs = Pairs().Where(pair => !IsRefused(pair)).ToList();
        var found = run.TestSplits().SelectMany(split => Compare(split.Name, pairs)).ToLookup(item => item.Pair, item => item.Test);
        List<MethodComparison> tests = [.. pairs.SelectMany(pair => found[pair])];
        return [.. tests.Zip(MultipleComparisons.Holm([.. tests.Select(test => test.PValue ?? 1)]), (test, p) => test with { AdjustedP = p })];
    }

    /// <summary>The pairs that are not tested because of their budgets.</summary>
    public ImmutableArray<RefusedComparison> Refuse() =>
        [.. Pairs().Where(IsRefused).Select(pair => new RefusedComparison(pair.A.Key, pair.B.Key, pair.BudgetA, pair.BudgetB))];

    private IEnumerable<Pair> Pairs()
    {
        var methods = run.Summary.Methods
            .Where(method => method.Iterations.Length > 0)
            .GroupBy(method => method.Description.Name)
            .OrderBy(group => group.First().Description.Order)
            .ToList();
        return
            from eef in methods
            where run.EefMethods.Contains(eef.Key)
            from other in methods
            where other.Key != eef.Key && (!run.EefMethods.Contains(other.Key) || other.First().Description.Order < eef.First().Description.Order)
            select new Pair(eef, other, BudgetOf(eef), BudgetOf(other));
    }

    private bool IsRefused(Pair pair) => !options.ComparesUnequalBudgets && IsUnequal(pair);

    private static bool IsUnequal(Pair pair) =>
        pair is { BudgetA: > 0, BudgetB: > 0 } && Math.Abs(pair.BudgetA - pair.BudgetB) > LargestDifference * Math.Max(pair.BudgetA, pair.BudgetB);

    private static double BudgetOf(IEnumerable<MethodSummary> method)
    {
        var last = MethodRows.CommonIterations(method) - 1;
        return method.Average(seed => (double)seed.Iterations[last].Metrics.Cumulative.Simulations);
    }

    // All pairs that share their number of seeds at once: they are resampled by the same draws.
    private IEnumerable<(Pair Pair, MethodComparison Test)> Compare(string split, List<Pair> pairs) =>
        from item in pairs.Select(pair => (Pair: pair, Last: Last(split, pair)))
        where item.Last.First.Count > 0
        group item by item.Last.First.Count into ofSeeds
        let last = ofSeeds.Select(item => item.Last).ToList()
        // A fixed seed: the same results always print the same intervals.
        from test in ofSeeds.Zip(PairedComparison.OfAll(last, new Seed(0).Derive(split), run.GroupsOf(last[0].First[0])))
        select (test.First.Pair, Describe(split, test.First.Pair, test.Second));

    private static MethodComparison Describe(string split, Pair pair, PairedComparison result) => new()
    {
        A = pair.A.Key,
        B = pair.B.Key,
        Split = split,
        Tasks = result.Tasks,
        Difference = SeedMeans.ToEstimate(result.WinRateDifference),
        OverSeeds = result.OverSeeds is { } overSeeds ? SeedMeans.ToEstimate(overSeeds) : null,
        MinimumDetectable = result.MinimumDetectable,
        ScoreDifference = SeedMeans.ToEstimate(result.ScoreDifference),
        OnlyA = result.OnlyFirst,
        OnlyB = result.OnlySecond,
        McNemarP = result.McNemarP,
        PValue = result.PValue,
        HasUnequalBudgets = IsUnequal(pair),
    };

    // Both methods' last results under the seeds that both have; none where one of them lacks a result.
    private (IReadOnlyList<SplitEvaluation> First, IReadOnlyList<SplitEvaluation> Second) Last(string split, Pair pair)
    {
        var seeds = pair.A.Select(method => method.Seed).Intersect(pair.B.Select(method => method.Seed)).ToList();
        var (ofA, ofB) = (Last(split, pair.A, seeds), Last(split, pair.B, seeds));
        return ofA.Count == seeds.Count && ofB.Count == seeds.Count ? (ofA, ofB) : ([], []);
    }

    private List<SplitEvaluation> Last(string split, IEnumerable<MethodSummary> methods, List<ulong> seeds) =>
        [.. seeds
            .Select(seed => methods.First(method => method.Seed == seed))
            .Select(method => run.On(split, method.Iterations[MethodRows.CommonIterations(methods) - 1].Metrics.Evaluations))
            .OfType<SplitEvaluation>()];

    private sealed record Pair(IGrouping<string, MethodSummary> A, IGrouping<string, MethodSummary> B, double BudgetA, double BudgetB);
}
