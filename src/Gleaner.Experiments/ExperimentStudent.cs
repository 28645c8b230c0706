using Gleaner.Experiments.Configuration;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>The student of an experiment, not made yet: of a kind and its configuration, or made by your own code.</summary>
public abstract class ExperimentStudent
{
    /// <summary>What it is, in a few words for the report.</summary>
    public abstract string Description { get; }

    /// <summary>What to keep in mind when reading its numbers.</summary>
    public abstract string Note { get; }

    /// <summary>Everything about it that decides results and that no hash of its data tells.</summary>
    public abstract string Identity { get; }

    /// <summary>What its section said; an object of another type where it has none.</summary>
    public virtual object Configuration => this;

    /// <summary>The library that computes in Gleaner's place; null for none.</summary>
    public virtual string? ComputedBy => null;

    /// <summary>Opens what it is made of, as far as that is known before there are trajectories.</summary>
    /// <exception cref="GleanerException">It cannot be made as described.</exception>
    public abstract PreparedStudent Prepare(World world);

    /// <summary>Adapts how rollouts are run so that it is asked well; results do not depend on it.</summary>
    public virtual RolloutOptions Adapt(RolloutOptions rollouts) => rollouts;

    /// <summary>Reports values that do not fit each other or the environment.</summary>
    public virtual void Check(ExperimentEnvironment environment, SectionReader reader)
    {
    }

    /// <summary>What is checked before a run. Default: the student is made and learns for one step.</summary>
    public virtual IEnumerable<PreflightCheck> Checks => [new StudentCheck(Prepare)];

    /// <summary>The room that it takes, reckoned before anything is loaded; null where that is not known. Default: null.</summary>
    /// <exception cref="GleanerException">It cannot be made as described.</exception>
    public virtual StudentSize? Size => null;

    /// <summary>Makes the ids and weights that exports hold; null if it has no tokens of its own.</summary>
    public virtual ISequenceRenderer? Renderer(World world, IReadOnlyList<Trajectory> trajectories) =>
        Prepare(world).Create(trajectories).Create(default) as ISequenceRenderer;

    /// <summary>A student made by your own code.</summary>
    /// <param name="description">What it is, in a few words for the report.</param>
    /// <param name="create">Makes the factory, given the experts' trajectories on the training tasks.</param>
    /// <param name="identity">Everything about it that decides results, for example its options as text.</param>
    /// <param name="note">What to keep in mind when reading its numbers.</param>
    public static ExperimentStudent Of(string description, Func<IReadOnlyList<Trajectory>, IStudentFactory> create, string identity, string note = "") =>
        new Given(description, create, identity, note);

    private sealed class Given(string description, Func<IReadOnlyList<Trajectory>, IStudentFactory> create, string identity, string note) : ExperimentStudent
    {
        public override string Description => description;

        public override string Note => note;

        public override string Identity => $"{description} {identity}".Trim();

        public override PreparedStudent Prepare(World world) => new(null, create);
    }
}

/// <summary>The room that a student takes.</summary>
/// <param name="Memory">Bytes of memory at its peak, learning and acting together.</param>
/// <param name="Checkpoint">Bytes of a checkpoint.</param>
public sealed record StudentSize(long Memory, long Checkpoint);

/// <summary>A student that can be made once there are trajectories.</summary>
/// <param name="DataHash">Hash of what it is made from and no configuration tells, such as a pretrained model; null for nothing.</param>
/// <param name="Create">Makes the factory, given the experts' trajectories on the training tasks.</param>
public sealed record PreparedStudent(string? DataHash, Func<IReadOnlyList<Trajectory>, IStudentFactory> Create)
{
    /// <summary>Opens what its students need while a run is worked on; disposed at the end. Null for nothing.</summary>
    public Func<RunContext, IDisposable>? Open { get; init; }

    /// <summary>A student that does not depend on trajectories.</summary>
    public static PreparedStudent Of(IStudentFactory factory) => new(factory.DataHash, _ => factory);
}
