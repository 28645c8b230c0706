using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Students;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>
/// The whole method for a program of one's own: the expert plays, the student is cloned from its successes, then explores its
/// failures. Everything is kept in a folder, and a run that was stopped goes on from there.
/// </summary>
public sealed record TeachingRun
{
    /// <summary>Where everybody plays.</summary>
    public required IEnvironment Environment { get; init; }

    /// <summary>Who is learnt from.</summary>
    public required IPolicy Expert { get; init; }

    /// <summary>Makes students, given the expert's trajectories.</summary>
    public required Func<IReadOnlyList<Trajectory>, IStudentFactory> Students { get; init; }

    /// <summary>The tasks that are learnt from.</summary>
    public required TaskSplit Training { get; init; }

    /// <summary>The tasks that results are reported on.</summary>
    public required TaskSplit Test { get; init; }

    /// <summary>Behaviour cloning: steps, batch and learning rate.</summary>
    public required LearningPlan Cloning { get; init; }

    /// <summary>Each iteration after it.</summary>
    public required LearningPlan Iteration { get; init; }

    /// <summary>What the expert and student depend on that no type here tells, for example their options as text: a folder is not gone on with under another.</summary>
    public required string Identity { get; init; }

    /// <summary>Iterations of EEF. Default 3 [paper].</summary>
    public int Iterations { get; init; } = 3;

    /// <summary>EEF's options.</summary>
    public EefOptions Eef { get; init; } = new();

    /// <summary>Turn limit, batch size and workers.</summary>
    public RolloutOptions Rollouts { get; init; } = new();

    /// <summary>How the student's actions are drawn in exploration. Default: temperature 0.8.</summary>
    public Decoding Exploration { get; init; } = new(0.8);

    /// <summary>The seed of everything.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs what the folder does not hold yet.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="cancellationToken">Stops; the same call goes on.</param>
    /// <returns>What was measured; the last method is EEF, the one before it BC.</returns>
    /// <exception cref="GleanerException">The folder holds another run, or the expert has no success to clone.</exception>
    public async Task<RunSummary> RunAsync(string folder, CancellationToken cancellationToken = default)
    {
        var files = new DiskRunFiles();
        using (var directory = RunDirectory.Open(folder, Identify(), files, TimeProvider.System))
        {
            directory.Store(Training);
            directory.Store(Test);
            var context = new RunContext { Directory = directory, Environment = Environment, Rollouts = Rollouts };
            var root = new Seed(Seed);
            var experts = await new ExpertCollection(context)
                .CollectAsync(Expert, Training.Tasks, Decoding.Greedy, root.Derive("expert"), cancellationToken).ConfigureAwait(false);
            var students = Students(experts);
            var pretraining = RunLayout.Pretraining(Seed);
            await new PretrainingStage(context).RunAsync(
                pretraining, (learning, token) => students.PretrainAsync(root.Derive("student"), learning, token), cancellationToken).ConfigureAwait(false);
            var cloning = Imitate(experts, students.Create(root.Derive("student")), pretraining);
            await new MethodRunner(context).RunAsync(cloning, cancellationToken).ConfigureAwait(false);
            await new MethodRunner(context).RunAsync(Explore(cloning), cancellationToken).ConfigureAwait(false);
            directory.Finish();
        }

        return RunSummary.Read(folder, files);
    }

    private MethodRun Imitate(ImmutableArray<Trajectory> experts, IStudent prototype, string pretraining) => new()
    {
        Folder = RunLayout.Method(Seed, "BC"),
        Order = 0,
        Method = new BehaviorCloning(),
        Iterations = 1,
        Prototype = prototype,
        StartStage = pretraining,
        Experts = experts,
        Training = Training,
        Tests = [Test],
        Learning = Cloning,
        Exploration = Exploration,
        Seed = new Seed(Seed).Derive("method", "BC"),
    };

    private MethodRun Explore(MethodRun cloning) => cloning with
    {
        Folder = RunLayout.Method(Seed, "EEF"),
        Order = 1,
        Method = new ExploringExpertFailures("EEF", [Expert.Name], Eef),
        Iterations = Iterations,
        StartStage = RunLayout.Iteration(cloning.Folder, 1),
        Learning = Iteration,
        Seed = new Seed(Seed).Derive("method", "EEF"),
    };

    private RunIdentity Identify() => new()
    {
        Command = "Gleaner as a library",
        Version = typeof(TeachingRun).Assembly.GetName().Version!.ToString(3),
        CodeHash = typeof(TeachingRun).Assembly.ManifestModule.ModuleVersionId.ToString("N"),
        Configuration = $"{Environment.Name}\n{Expert.Name}\n{Cloning}\n{Iteration}\n{Iterations}\n{Eef}\n{Rollouts.MaxTurns}\n{Exploration}\n{Identity}",
        Seeds = [Seed],
        DataHashes = ImmutableSortedDictionary<string, string>.Empty.Add("split train", Training.Hash).Add("split test", Test.Hash),
    };
}
