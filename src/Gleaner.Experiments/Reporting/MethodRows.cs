using Gleaner.Evaluation;
using Gleaner.Reports.Model;
using Gleaner.Runs;

namespace Gleaner.Experiments.Reporting;

/// <summary>The rows of the comparison: experts, then methods, as means over seeds.</summary>
internal sealed class MethodRows(RunResults run)
{
    public IEnumerable<MethodResult> Create() =>
        run.Summary.Experts.OrderBy(ExpertOrder).Select(Expert)
            .Concat(run.Summary.Methods
                .GroupBy(method => method.Description.Name)
                .OrderBy(group => group.First().Description.Order)
                .Where(group => group.Any(method => method.Iterations.Length > 0))
                .Select(group => Method([.. group])));

    /// <summary>The number of iterations that all seeds of a method have finished.</summary>
    public static int CommonIterations(IEnumerable<MethodSummary> seeds) => seeds.Min(method => method.Iterations.Length);

    private int ExpertOrder(ExpertSummary expert) => run.Display.Experts.Select(display => display.Name).ToList().IndexOf(expert.Name);

    private MethodResult Expert(ExpertSummary expert) => new()
    {
        Name = expert.Name,
        Kind = RowKind.Expert,
        IsSimulated = run.Display.Experts.FirstOrDefault(display => display.Name == expert.Name)?.IsSimulated ?? false,
        Description = run.Display.Experts.FirstOrDefault(display => display.Name == expert.Name)?.Description ?? "",
        Iterations = [new IterationResult { Iteration = 0, Splits = Splits([expert.Evaluations]) }],
    };

    private MethodResult Method(IReadOnlyList<MethodSummary> seeds)
    {
        var name = seeds[0].Description.Name;
        var display = run.MethodNamed(name);
        var isCloning = name == Experiment.BehaviorCloningName;

        // BC is the point that all other methods start from: their iteration 0.
        var start = isCloning || StartsElsewhere(seeds[0]) ? [] : run.Summary.Methods.Where(method => method.Description.Name == Experiment.BehaviorCloningName && method.Iterations.Length > 0).ToList();
        var first = isCloning ? 0 : 1;
        var iterations = Enumerable.Range(0, CommonIterations(seeds)).Select(index => Iteration(seeds, index, index + first));
        return new MethodResult
        {
            Name = name,
            Kind = KindOf(display.Role),
            Description = display.Description,
            Seeds = [.. seeds.Select(seed => (long)seed.Seed)],
            Iterations = [.. start.Count > 0 ? [StartOf(start)] : Array.Empty<IterationResult>(), .. iterations],
            PerSeed = seeds.Count < 2 ? [] : [.. seeds.Select(seed => new SeedResult((long)seed.Seed, [.. seed.Iterations.Select((_, index) => Iteration([seed], index, index + first))]))],
            BestOnDev = isCloning ? null : BestOnDev(seeds),
            Stages = [.. MethodCosts.Stages(seeds, run.Summary.Pretraining, isCloning)],
            Losses = [.. MethodCosts.Losses(seeds[0], run.Summary.Pretraining, isCloning)],
            StartStates = [.. MethodCosts.StartStates(seeds)],
        };
    }

    private static bool StartsElsewhere(MethodSummary method) => method.Description.StartStage == RunLayout.Pretraining(method.Seed);

    private IterationResult StartOf(List<MethodSummary> cloning) => new()
    {
        Iteration = 0,
        Splits = Splits([.. cloning.Select(method => method.Iterations[0].Metrics.Evaluations)]),
        Simulations = 0,
        EnvironmentSteps = 0,
        TokensGenerated = 0,
        TokensTrained = 0,
        GradientSteps = 0,
        Seconds = 0,
        TrainingTasksSolved = cloning.Average(method => method.Iterations[0].Metrics.SolvedTasks),
        NewlySolved = 0,
    };

    private IterationResult Iteration(IReadOnlyList<MethodSummary> seeds, int index, int number)
    {
        double Mean(Func<IterationMetrics, double> value) => seeds.Average(seed => value(seed.Iterations[index].Metrics));
        return new IterationResult
        {
            Iteration = number,
            Splits = Splits([.. seeds.Select(seed => seed.Iterations[index].Metrics.Evaluations)]),
            Simulations = Mean(metrics => metrics.Cumulative.Simulations),
            StartsMissed = seeds.Average(seed => seed.Iterations.Take(index + 1).Sum(iteration => iteration.Metrics.Exploration.Diverged)),
            EnvironmentSteps = Mean(metrics => metrics.Cumulative.EnvironmentSteps),
            TokensGenerated = Mean(metrics => metrics.Cumulative.SampledTokens),
            TokensTrained = Mean(metrics => metrics.Cumulative.TrainedTokens),
            GradientSteps = Mean(metrics => metrics.Cumulative.GradientSteps),
            Seconds = seeds.Average(seed => seed.Iterations.Take(index + 1).Sum(iteration => iteration.Seconds.Exploration + iteration.Seconds.Learning)),
            TrainingTasksSolved = Mean(metrics => metrics.SolvedTasks),
            NewlySolved = Mean(metrics => metrics.NewlySolvedTasks),
        };
    }

    private List<SplitResult> Splits(IReadOnlyList<System.Collections.Immutable.ImmutableArray<SplitEvaluation>> seeds) =>
        [.. from split in run.TestSplits()
            let evaluations = seeds.Select(seed => run.On(split.Name, seed)).OfType<SplitEvaluation>().ToList()
            where evaluations.Count == seeds.Count
            select SeedMeans.Of(split.Name, evaluations, run.GroupsOf(evaluations[0]))];

    // The best mean over seeds on the dev split; test splits have no say in it.
    private static int? BestOnDev(IReadOnlyList<MethodSummary> seeds) => seeds[0].Description.Dev is not { } dev
        ? null
        : Enumerable.Range(0, CommonIterations(seeds))
            .OrderByDescending(index => seeds.Average(seed => seed.Iterations[index].Metrics.On(dev)?.Wins ?? 0))
            .ThenByDescending(index => seeds.Average(seed => seed.Iterations[index].Metrics.On(dev)?.Score ?? 0))
            .Select(index => (int?)(index + 1))
            .FirstOrDefault();

    private static RowKind KindOf(MethodRole role) => role switch
    {
        MethodRole.Eef => RowKind.Eef,
        MethodRole.Control => RowKind.Control,
        _ => RowKind.Baseline,
    };
}
