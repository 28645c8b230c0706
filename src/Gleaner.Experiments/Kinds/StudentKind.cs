using Gleaner.Experiments.Configuration;
using Gleaner.Rollouts;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>A kind of student; derive from <see cref="StudentKind{TConfig}"/>.</summary>
public abstract class StudentKind : IKind
{
    /// <inheritdoc/>
    public string Group => "student";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <summary>Reads the keys of the section <c>student</c> that belong to this kind.</summary>
    public abstract ExperimentStudent ReadPart(SectionReader reader);

    /// <inheritdoc/>
    public void Describe(SectionReader reader) => ReadPart(reader);
}

/// <summary>A kind of student.</summary>
/// <typeparam name="TConfig">What its section says: a record of data alone.</typeparam>
public abstract class StudentKind<TConfig> : StudentKind
    where TConfig : class
{
    /// <summary>Reads its section.</summary>
    public abstract TConfig Read(SectionReader reader);

    /// <summary>What it is, in a few words for the report.</summary>
    public abstract string Describe(TConfig config);

    /// <summary>What to keep in mind when reading its numbers, in a sentence for the report.</summary>
    public abstract string Note(TConfig config);

    /// <summary>Opens what such students are made of, as far as that is known before there are trajectories.</summary>
    /// <exception cref="GleanerException">The student cannot be made as configured.</exception>
    public abstract PreparedStudent Prepare(TConfig config, World world);

    /// <summary>The library that computes in Gleaner's place, which makes it part of the program; null for none.</summary>
    public virtual string? ComputedBy(TConfig config) => null;

    /// <summary>Adapts how rollouts are run so that such a student is asked well; results do not depend on it.</summary>
    public virtual RolloutOptions Adapt(TConfig config, RolloutOptions rollouts) => rollouts;

    /// <summary>Reports values that do not fit each other or the environment.</summary>
    public virtual void Check(TConfig config, ExperimentEnvironment environment, SectionReader reader)
    {
    }

    /// <summary>What is checked before a run. Default: the student is made and learns for one step.</summary>
    public virtual IEnumerable<PreflightCheck> Checks(TConfig config) => [new StudentCheck(world => Prepare(config, world))];

    /// <summary>The room that such a student takes, reckoned before anything is loaded; null where that is not known. Default: null.</summary>
    /// <exception cref="GleanerException">It cannot be made as configured.</exception>
    public virtual StudentSize? Size(TConfig config) => null;

    /// <summary>
    /// Makes the ids and weights that exports hold, as such a student is trained on them; null if it has no tokens of its own.
    /// Default: the student's own, if it is a <see cref="ISequenceRenderer"/>.
    /// </summary>
    public virtual ISequenceRenderer? Renderer(TConfig config, World world, IReadOnlyList<Trajectory> trajectories) =>
        Prepare(config, world).Create(trajectories).Create(default) as ISequenceRenderer;

    /// <summary>A student of this kind, for an experiment made in C#.</summary>
    public ExperimentStudent With(TConfig config) => new Configured(this, config);

    /// <inheritdoc/>
    public sealed override ExperimentStudent ReadPart(SectionReader reader) => With(Read(reader));

    private sealed class Configured(StudentKind<TConfig> kind, TConfig config) : ExperimentStudent
    {
        public override string Description => kind.Describe(config);

        public override string Note => kind.Note(config);

        public override string Identity => PartIdentity.Of(kind.Name, config);

        public override object Configuration => config;

        public override string? ComputedBy => kind.ComputedBy(config);

        public override PreparedStudent Prepare(World world) => kind.Prepare(config, world);

        public override RolloutOptions Adapt(RolloutOptions rollouts) => kind.Adapt(config, rollouts);

        public override void Check(ExperimentEnvironment environment, SectionReader reader) => kind.Check(config, environment, reader);

        public override IEnumerable<PreflightCheck> Checks => kind.Checks(config);

        public override StudentSize? Size => kind.Size(config);

        public override ISequenceRenderer? Renderer(World world, IReadOnlyList<Trajectory> trajectories) => kind.Renderer(config, world, trajectories);
    }
}
