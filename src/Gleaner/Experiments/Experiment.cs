using Gleaner.CommandLine.Configuration;
using Gleaner.CommandLine.Configuration.Students;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Experiments;

/// <summary>
/// Runs an experiment from its configuration: experts play, the student is pre-trained and behaviour-cloned, each method goes on
/// from there, for each seed. What the run's folder holds already is not done again.
/// </summary>
internal sealed class Experiment(
    ExperimentConfig config, PreparedStudent student, IReadOnlyList<IExpert> experts, ExperimentSplits splits, RunContext context)
{
    /// <summary>The name of the method that all others go on from.</summary>
    public const string BehaviorCloningName = "BC";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var trajectories = await CollectAsync(cancellationToken).ConfigureAwait(false);
        var students = student.Create(trajectories);
        foreach (var seed in config.Seeds)
        {
            await RunAsync(seed, students, trajectories, cancellationToken).ConfigureAwait(false);
        }

        context.Directory.Finish();
    }

    /// <summary>What a method explores first, with the behaviour-cloned student that explores it. Runs what is needed for that, for the first seed.</summary>
    public async Task<FirstExploration> ExploreFirstAsync(MethodConfig method, CancellationToken cancellationToken)
    {
        var trajectories = await CollectAsync(cancellationToken).ConfigureAwait(false);
        var cloning = await CloneAsync(config.Seeds[0], student.Create(trajectories), trajectories, cancellationToken).ConfigureAwait(false);
        var threshold = context.Environment.SuccessThreshold;
        var run = ForMethod(method, 0, config.Seeds[0], cloning, trajectories);
        var state = run.StateOf(1, new PositiveRepository(run.Experts, threshold), [], threshold);
        var loaded = run.Prototype.Load(context.Directory.Resolve(RunLayout.Checkpoint(run.StartStage)));
        return new FirstExploration(context.Environment, loaded, run.Method.Explore(state), context.Rollouts with { Decoding = run.Exploration });
    }

    private async Task<List<Trajectory>> CollectAsync(CancellationToken cancellationToken)
    {
        foreach (var split in splits.All)
        {
            context.Directory.Store(split);
        }

        var trajectories = new List<Trajectory>();
        foreach (var expert in experts)
        {
            trajectories.AddRange(await expert.CollectAsync(context, splits, cancellationToken).ConfigureAwait(false));
        }

        return trajectories;
    }

    private async Task RunAsync(
        ulong seed, IStudentFactory students, List<Trajectory> trajectories, CancellationToken cancellationToken)
    {
        var cloning = await CloneAsync(seed, students, trajectories, cancellationToken).ConfigureAwait(false);
        var runner = new MethodRunner(context);
        for (var i = 0; i < config.Methods.Length; i++)
        {
            await runner.RunAsync(ForMethod(config.Methods[i], i, seed, cloning, trajectories), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Pre-training and behaviour cloning.</summary>
    private async Task<MethodRun> CloneAsync(
        ulong number, IStudentFactory students, List<Trajectory> trajectories, CancellationToken cancellationToken)
    {
        var seed = new Seed(number);
        var pretraining = RunLayout.Pretraining(number);
        await new PretrainingStage(context).RunAsync(
            pretraining, (learning, token) => students.PretrainAsync(seed.Derive("student"), learning, token), cancellationToken).ConfigureAwait(false);

        var firstExpert = config.Experts[0].Name;
        var cloning = new MethodRun
        {
            Folder = RunLayout.Method(number, BehaviorCloningName),
            Order = 0,
            Method = new BehaviorCloning(BehaviorCloningName),
            Iterations = 1,
            Prototype = students.Create(seed.Derive("student")),
            StartStage = pretraining,
            Experts = [.. trajectories.Where(trajectory => trajectory.Policy == firstExpert)],
            Training = splits.Training,
            Dev = splits.Dev,
            Tests = splits.Tests,
            Learning = Plan(config.Training.BehaviorCloning),
            Exploration = new Decoding(config.Exploration.Temperature),
            Seed = seed.Derive("method", BehaviorCloningName),
        };
        await new MethodRunner(context).RunAsync(cloning, cancellationToken).ConfigureAwait(false);
        return cloning;
    }

    /// <summary>A method that goes on from the behaviour-cloned student.</summary>
    private MethodRun ForMethod(MethodConfig method, int index, ulong seed, MethodRun cloning, List<Trajectory> trajectories)
    {
        var firstExpert = config.Experts[0].Name;
        return cloning with
        {
            Folder = RunLayout.Method(seed, method.Name),
            Order = index + 1,
            Method = ExperimentMethods.Create(method, firstExpert),
            Iterations = config.Exploration.Iterations,
            StartStage = RunLayout.Iteration(cloning.Folder, 1),
            RestartStage = method.Restart ? cloning.StartStage : null,
            Experts = ExperimentMethods.TrajectoriesFor(method, firstExpert, trajectories, context.Environment.SuccessThreshold),
            Learning = Plan(config.Training.Iteration),
            Seed = new Seed(seed).Derive("method", method.Name),
        };
    }

    // The runner gives each iteration a seed of its own.
    private static LearningPlan Plan(LearningConfig learning) => new(learning.Steps, learning.Batch, learning.LearningRate, default);

    /// <summary>How rollouts are run under a configuration.</summary>
    public static RolloutOptions Rollouts(ExperimentConfig config) => new() { MaxTurns = config.Environment.MaxTurns };
}
