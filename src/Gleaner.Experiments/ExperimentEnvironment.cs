using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>The environment of an experiment, not opened yet: of a kind and its configuration, or an object of your own.</summary>
public abstract class ExperimentEnvironment
{
    private const int LongestTaskText = 600;

    /// <summary>The kind's name; experts and students that know one environment go by it.</summary>
    public abstract string Kind { get; }

    /// <summary>What it is, in a few words for the report.</summary>
    public abstract string Description { get; }

    /// <summary>Everything about it that decides results and that no hash of its data tells; a run is resumed under no other.</summary>
    public abstract string Identity { get; }

    /// <summary>The limit of actions in a trajectory, an expert's prefix included.</summary>
    public abstract int MaxTurns { get; }

    /// <summary>The tasks where the experiment says nothing else.</summary>
    public abstract TaskPlan DefaultTasks { get; }

    /// <summary>What results report beside win rate and score; the report explains it.</summary>
    public virtual IReadOnlyList<Measure> Measures => [];

    /// <summary>What its section said; an object of another type where it has none.</summary>
    public virtual object Configuration => this;

    /// <summary>What an agent is asked to do, as its first observation tells it; reports show it.</summary>
    public virtual string TaskText(Trajectory trajectory) => FirstObservation(trajectory);

    /// <summary>What is checked before a run beside what holds for all environments. Default: nothing.</summary>
    public virtual IEnumerable<PreflightCheck> Checks => [];

    /// <summary>What it takes so that a task begins, and goes on, the same each time, also after its server was started again; null where nothing is needed.</summary>
    public virtual string? RepeatAdvice => null;

    /// <summary>Opens it.</summary>
    /// <exception cref="GleanerException">It cannot be opened as described.</exception>
    public abstract ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken);

    /// <summary>An environment of your own, with the tasks that are trained and tested on.</summary>
    /// <param name="environment">The environment; it is not disposed.</param>
    /// <param name="training">The training tasks.</param>
    /// <param name="test">The tasks that results are reported on.</param>
    /// <param name="dev">The tasks that the best iteration is picked on; null for none.</param>
    /// <param name="maxTurns">The limit of actions in a trajectory, at least 1.</param>
    public static ExperimentEnvironment Of(
        IEnvironment environment, IEnumerable<TaskId> training, IEnumerable<TaskId> test, IEnumerable<TaskId>? dev = null, int maxTurns = 10) =>
        new Given(environment, [.. training], [.. test], [.. dev ?? []], maxTurns);

    internal static string FirstObservation(Trajectory trajectory)
    {
        var text = (trajectory.Turns.IsEmpty ? trajectory.Final : trajectory.Turns[0].Observation).Text.Trim();
        return text.Length <= LongestTaskText ? text : text[..LongestTaskText] + "…";
    }

    private sealed class Given(
        IEnvironment environment, ImmutableArray<TaskId> training, ImmutableArray<TaskId> test, ImmutableArray<TaskId> dev, int maxTurns) : ExperimentEnvironment
    {
        public override string Kind => environment.Name;

        public override string Description => environment.Name;

        public override string Identity => $"{environment.Name}, {environment.GetType().FullName}, turns {maxTurns}";

        public override int MaxTurns => maxTurns;

        public override IReadOnlyList<Measure> Measures => environment.Measures;

        public override TaskPlan DefaultTasks => new(
            new TaskRange(SplitNames.Training, 0, training.Length),
            new TaskRange(SplitNames.Dev, 0, dev.Length),
            new TaskRange(SplitNames.Test, 0, test.Length),
            Disjoint: 0);

        public override ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken)
        {
            RefuseShared("training", training, "testing", test);
            RefuseShared("training", training, "choosing an iteration (dev)", dev);
            RefuseShared("choosing an iteration (dev)", dev, "testing", test);
            return new(World.Of(environment, "", (SplitNames.Training, training), (SplitNames.Dev, dev), (SplitNames.Test, test)));
        }

        private void RefuseShared(string one, IEnumerable<TaskId> first, string other, IEnumerable<TaskId> second)
        {
            if (first.Intersect(second).ToList() is [var task, ..] shared)
            {
                throw new UsageException(
                    $"{environment.Name} was given {(shared.Count == 1 ? $"the task {task}" : $"{shared.Count} tasks, {task} among them,")} both for {one} and for {other}: give each task to one of them.");
            }
        }
    }
}
