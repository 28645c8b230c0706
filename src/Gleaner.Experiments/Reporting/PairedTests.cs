using Gleaner.Evaluation;
using Gleaner.Randomness;
using Gleaner.Runs;
using ReportedComparison = Gleaner.Reports.Model.MethodComparison;

namespace Gleaner.Experiments.Reporting;

/// <summary>Paired tests of each EEF method against every other method, after the last iteration that both have.</summary>
internal static class PairedTests
{
    public static IEnumerable<ReportedComparison> Of(RunResults run, IReadOnlySet<string> eefMethods)
    {
        var methods = run.Summary.Methods
            .Where(method => method.Iterations.Length > 0)
            .GroupBy(method => method.Description.Name)
            .OrderBy(group => group.First().Description.Order)
            .ToList();
        return
            from eef in methods
            where eefMethods.Contains(eef.Key)
            from other in methods
            where other.Key != eef.Key && (!eefMethods.Contains(other.Key) || other.First().Description.Order < eef.First().Description.Order)
            from split in run.TestSplits()
            let comparison = Compare(run, split.Name, [.. eef], [.. other])
            where comparison is not null
            select comparison;
    }

    private static ReportedComparison? Compare(RunResults run, string split, IReadOnlyList<MethodSummary> a, IReadOnlyList<MethodSummary> b)
    {
        var seeds = a.Select(method => method.Seed).Intersect(b.Select(method => method.Seed)).ToList();
        var ofA = Last(run, split, a, seeds);
        var ofB = Last(run, split, b, seeds);
        if (seeds.Count == 0 || ofA.Count != seeds.Count || ofB.Count != seeds.Count)
        {
            return null;
        }

        // A fixed seed: the same results always print the same intervals.
        var result = PairedComparison.Of(ofA, ofB, new Seed(0).Derive(split));
        return new ReportedComparison
        {
            A = a[0].Description.Name,
            B = b[0].Description.Name,
            Split = split,
            Tasks = result.Tasks,
            Difference = SeedMeans.ToEstimate(result.WinRateDifference),
            ScoreDifference = SeedMeans.ToEstimate(result.ScoreDifference),
            OnlyA = result.OnlyFirst,
            OnlyB = result.OnlySecond,
            McNemarP = result.McNemarP,
        };
    }

    private static List<SplitEvaluation> Last(RunResults run, string split, IReadOnlyList<MethodSummary> methods, List<ulong> seeds) =>
        [.. seeds
            .Select(seed => methods.First(method => method.Seed == seed))
            .Select(method => run.On(split, method.Iterations[MethodRows.CommonIterations(methods) - 1].Metrics.Evaluations))
            .OfType<SplitEvaluation>()];
}
