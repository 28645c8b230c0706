using Gleaner.Environments;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>
/// The stages of an experiment: experts play, the student is pre-trained and behaviour-cloned, each method goes on from there, for
/// each seed. What the run's folder holds already is not done again.
/// </summary>
internal sealed class ExperimentStages(
    Experiment experiment, PreparedStudent student, IReadOnlyList<IExpert> experts, ExperimentSplits splits, RunContext context, Action<string> warn)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var trajectories = await CollectAsync(cancellationToken).ConfigureAwait(false);
        var students = student.Create(trajectories);
        foreach (var seed in experiment.Seeds)
        {
            await RunAsync(seed, students, trajectories, cancellationToken).ConfigureAwait(false);
        }

        context.Directory.Finish();
    }

    /// <summary>What a method explores first, with the behaviour-cloned student that explores it. Runs what is needed for that, for the first seed.</summary>
    public async Task<FirstExploration> ExploreFirstAsync(ExperimentMethod method, CancellationToken cancellationToken)
    {
        var trajectories = await CollectAsync(cancellationToken).ConfigureAwait(false);
        var cloning = await CloneAsync(experiment.Seeds[0], student.Create(trajectories), trajectories, cancellationToken).ConfigureAwait(false);
        var threshold = context.Environment.SuccessThreshold;
        var run = ForMethod(method, 0, experiment.Seeds[0], cloning, trajectories);
        var state = run.StateOf(1, new PositiveRepository(run.Experts, threshold), [], threshold);
        var loaded = run.Prototype.Load(context.Directory.Resolve(RunLayout.Checkpoint(run.StartStage)));
        return new FirstExploration(context.Environment, loaded, run.Method.Explore(state), context.Rollouts with { Decoding = run.Exploration });
    }

    /// <summary>A small first wave on tasks that the first expert failed, and what it says. Runs what is needed for that, for the first seed.</summary>
    public async Task<Diagnosis> DiagnoseAsync(DiagnosisOptions options, CancellationToken cancellationToken)
    {
        var trajectories = await CollectAsync(cancellationToken).ConfigureAwait(false);
        var cloning = await CloneAsync(experiment.Seeds[0], student.Create(trajectories), trajectories, cancellationToken).ConfigureAwait(false);
        var threshold = context.Environment.SuccessThreshold;
        var state = cloning.StateOf(1, new PositiveRepository(cloning.Experts, threshold), [], threshold);
        var budget = options.Share * options.Rollouts * splits.Training.Tasks.Length * Math.Max(1, experiment.Exploration.Iterations);
        var plan = DiagnosisPlan.Of(state, experiment.FirstExpert, options, (int)Math.Min(int.MaxValue, budget));
        var checkpoint = context.Directory.Resolve(RunLayout.Checkpoint(RunLayout.Iteration(cloning.Folder, 1)));
        var loaded = cloning.Prototype.Load(checkpoint);
        IPolicy cloned = loaded.LoadsAnywhere ? new PortablePolicy(loaded, new CheckpointOrigin(checkpoint, null)) : loaded;
        return await new DiagnosisStage(context)
            .RunAsync(RunLayout.Diagnosis(experiment.Seeds[0]), cloned, plan, cloning.Exploration, state.Seed.Derive("diagnosis"), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<List<Trajectory>> CollectAsync(CancellationToken cancellationToken)
    {
        foreach (var split in splits.All)
        {
            context.Directory.Store(split);
        }

        context.Directory.StoreTaskGroups(splits.Groups);
        var trajectories = new List<Trajectory>();
        foreach (var expert in experts)
        {
            trajectories.AddRange(await expert.CollectAsync(context, splits, cancellationToken).ConfigureAwait(false));
        }

        context.Directory.StoreTaskTexts(trajectories.DistinctBy(trajectory => trajectory.Task).ToDictionary(trajectory => trajectory.Task, experiment.Environment.TaskText));
        return trajectories;
    }

    private async Task RunAsync(
        ulong seed, IStudentFactory students, List<Trajectory> trajectories, CancellationToken cancellationToken)
    {
        var cloning = await CloneAsync(seed, students, trajectories, cancellationToken).ConfigureAwait(false);
        WarnOfSharedStarts(seed);
        var runner = new MethodRunner(context);
        for (var i = 0; i < experiment.Methods.Length; i++)
        {
            var run = ForMethod(experiment.Methods[i], i, seed, cloning, trajectories);
            var judged = run with { Judgements = await JudgementStage.RunAsync(experiment.Methods[i], run.Experts, context, cancellationToken).ConfigureAwait(false) };
            await runner.RunAsync(judged, cancellationToken).ConfigureAwait(false);
        }
    }

    // Behaviour cloning was evaluated on every other split, so what tasks begin with is known, before the long part.
    private void WarnOfSharedStarts(ulong seed)
    {
        if (seed == experiment.Seeds[0] && SharedStarts.Read(context.Directory.Path, context.Directory.Files) is { Any: true } shared)
        {
            warn($"warning: {shared}");
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

        var cloning = new MethodRun
        {
            Folder = RunLayout.Method(number, Experiment.BehaviorCloningName),
            Order = 0,
            Method = new BehaviorCloning(Experiment.BehaviorCloningName),
            Iterations = 1,
            Prototype = students.Create(seed.Derive("student")),
            StartStage = pretraining,
            Experts = [.. trajectories.Where(trajectory => trajectory.Policy == experiment.FirstExpert)],
            Training = splits.Training,
            Dev = splits.Dev,
            Tests = splits.Tests,
            Learning = experiment.Training.BehaviorCloning.ToPlan(),
            Repeats = experiment.Evaluation.Repeats,
            Exploration = new Decoding(experiment.Exploration.Temperature),
            Seed = seed.Derive("method", Experiment.BehaviorCloningName),
        };
        await new MethodRunner(context).RunAsync(cloning, cancellationToken).ConfigureAwait(false);
        return cloning;
    }

    /// <summary>A method that goes on from the behaviour-cloned student.</summary>
    private MethodRun ForMethod(ExperimentMethod method, int index, ulong seed, MethodRun cloning, List<Trajectory> trajectories) => cloning with
    {
        Folder = RunLayout.Method(seed, method.Name),
        Order = index + 1,
        Method = method.Create(experiment.FirstExpert),
        Iterations = method.Iterations ?? experiment.Exploration.Iterations,
        StartStage = method.StartsFromPretraining ? cloning.StartStage : RunLayout.Iteration(cloning.Folder, 1),
        RestartStage = method.Restart ? cloning.StartStage : null,
        Experts = [.. trajectories.Where(trajectory => IsFor(method, trajectory))],
        Learning = (method.Learning?.Of(experiment.Training.Iteration) ?? experiment.Training.Iteration).ToPlan(),
        Seed = new Seed(seed).Derive("method", method.Name),
    };

    // The first expert's trajectories, and the failed ones of the further experts: as in the paper, a second expert adds failures to
    // explore and no demonstrations.
    private bool IsFor(ExperimentMethod method, Trajectory trajectory) =>
        trajectory.Policy == experiment.FirstExpert
        || (method.FurtherExperts.Contains(trajectory.Policy) && !trajectory.IsPositive(context.Environment.SuccessThreshold));
}

/// <summary>The first exploration of a method, ready to be run.</summary>
/// <param name="Environment">Where.</param>
/// <param name="Student">The behaviour-cloned student.</param>
/// <param name="Requests">What is explored.</param>
/// <param name="Options">How.</param>
internal sealed record FirstExploration(
    IEnvironment Environment, IStudent Student, IReadOnlyList<RolloutRequest> Requests, RolloutOptions Options);
