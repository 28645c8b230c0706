using System.Collections.Immutable;
using Gleaner.Reports.Model;
using Gleaner.Runs;

namespace Gleaner.Experiments.Reporting;

/// <summary>What a method's stages cost and how its losses fell.</summary>
internal static class MethodCosts
{
    private const int LossPoints = 200;

    public static IEnumerable<StageCost> Stages(IReadOnlyList<MethodSummary> seeds, ImmutableSortedDictionary<ulong, StageSummary> pretraining, bool isCloning)
    {
        if (isCloning && pretraining.Count > 0)
        {
            yield return new StageCost
            {
                Stage = "pre-training",
                Seconds = pretraining.Values.Average(stage => stage.Seconds.Learning),
                GradientSteps = pretraining.Values.Average(stage => (double)stage.Learning.Steps),
                TokensTrained = pretraining.Values.Average(stage => (double)stage.Learning.TrainedTokens),
            };
        }

        for (var index = 0; index < MethodRows.CommonIterations(seeds); index++)
        {
            var iterations = seeds.Select(seed => seed.Iterations[index]).ToList();
            double Mean(Func<IterationSummary, double> value) => iterations.Average(value);
            var stage = isCloning ? "BC" : $"iteration {index + 1}";
            if (Mean(iteration => iteration.Metrics.Exploration.Simulations) > 0)
            {
                yield return new StageCost
                {
                    Stage = $"{stage}: explore",
                    Seconds = Mean(iteration => iteration.Seconds.Exploration),
                    Simulations = Mean(iteration => iteration.Metrics.Exploration.Simulations),
                    EnvironmentSteps = Mean(iteration => iteration.Metrics.Exploration.StudentSteps + iteration.Metrics.Exploration.ReplayedSteps),
                    TokensGenerated = Mean(iteration => iteration.Metrics.Exploration.SampledTokens),
                };
            }

            yield return new StageCost
            {
                Stage = $"{stage}: learn",
                Seconds = Mean(iteration => iteration.Seconds.Learning),
                GradientSteps = Mean(iteration => iteration.Metrics.Learning.Steps),
                TokensTrained = Mean(iteration => iteration.Metrics.Learning.TrainedTokens),
            };
            yield return new StageCost { Stage = $"{stage}: evaluate", Seconds = Mean(iteration => iteration.Seconds.Evaluation) };
        }
    }

    public static IEnumerable<LossCurve> Losses(MethodSummary method, ImmutableSortedDictionary<ulong, StageSummary> pretraining, bool isCloning)
    {
        if (isCloning && pretraining.TryGetValue(method.Seed, out var stage) && stage.Learning.Losses.Length > 0)
        {
            yield return Curve("pre-training", stage.Learning.Losses);
        }

        foreach (var iteration in method.Iterations.Where(iteration => iteration.Metrics.Learning.Losses.Length > 0))
        {
            yield return Curve(isCloning ? "BC" : $"iteration {iteration.Metrics.Number}", iteration.Metrics.Learning.Losses);
        }
    }

    public static IEnumerable<StartStateResult> StartStates(IReadOnlyList<MethodSummary> seeds) =>
        from seed in seeds
        from iteration in seed.Iterations
        from state in iteration.Metrics.Exploration.StartStates
        group state by (iteration.Metrics.Number, state.Index) into states
        orderby states.Key
        select new StartStateResult(
            states.Key.Number, states.Key.Index, states.Sum(state => state.Simulations), states.Sum(state => state.Positives));

    // Single batches are noisy and many: a point is the mean of those around it.
    private static LossCurve Curve(string stage, ImmutableArray<double> losses)
    {
        var width = Math.Max(1, (losses.Length + LossPoints - 1) / LossPoints);
        return new LossCurve(stage, [.. losses.Chunk(width).Select((chunk, index) => new LossPoint((index * width) + chunk.Length, chunk.Average()))]);
    }
}
