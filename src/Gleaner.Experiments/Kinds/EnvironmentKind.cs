using Gleaner.Experiments.Configuration;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>A kind of environment; derive from <see cref="EnvironmentKind{TConfig}"/>.</summary>
public abstract class EnvironmentKind : IKind
{
    /// <inheritdoc/>
    public string Group => "environment";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <summary>Reads the keys of the section <c>environment</c> that belong to this kind.</summary>
    public abstract ExperimentEnvironment ReadPart(SectionReader reader);

    /// <inheritdoc/>
    public void Describe(SectionReader reader) => ReadPart(reader);
}

/// <summary>A kind of environment.</summary>
/// <typeparam name="TConfig">What its section says: a record of data alone.</typeparam>
public abstract class EnvironmentKind<TConfig> : EnvironmentKind
    where TConfig : class
{
    /// <summary>Reads its section.</summary>
    public abstract TConfig Read(SectionReader reader);

    /// <summary>What the environment is, in a few words for the report.</summary>
    public abstract string Describe(TConfig config);

    /// <summary>The limit of actions in a trajectory, an expert's prefix included.</summary>
    public abstract int MaxTurns(TConfig config);

    /// <summary>The tasks where the configuration says nothing else.</summary>
    public abstract TaskPlan DefaultTasks(TConfig config);

    /// <summary>Opens the environment with all that an experiment needs of it.</summary>
    /// <exception cref="GleanerException">It cannot be opened as configured; the message says why.</exception>
    public abstract ValueTask<World> OpenAsync(TConfig config, WorldSetting setting, CancellationToken cancellationToken);

    /// <summary>What results report beside win rate and score. Default: nothing.</summary>
    public virtual IReadOnlyList<Measure> Measures(TConfig config) => [];

    /// <summary>What an agent is asked to do, as its first observation tells it; reports show it. Default: that observation, shortened.</summary>
    public virtual string TaskText(Trajectory trajectory) => ExperimentEnvironment.FirstObservation(trajectory);

    /// <summary>What is checked before a run beside what holds for all environments. Default: nothing.</summary>
    public virtual IEnumerable<PreflightCheck> Checks(TConfig config) => [];

    /// <summary>What it takes so that a task begins, and goes on, the same each time, also after its server was started again; null where nothing is needed.</summary>
    public virtual string? RepeatAdvice(TConfig config) => null;

    /// <summary>An environment of this kind, for an experiment made in C#.</summary>
    public ExperimentEnvironment With(TConfig config) => new Configured(this, config);

    /// <inheritdoc/>
    public sealed override ExperimentEnvironment ReadPart(SectionReader reader) => With(Read(reader));

    /// <summary>Declares the key <c>max_turns</c>, which all environments have.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="fallback">The limit where it is left out, at least 1.</param>
    protected static int ReadMaxTurns(SectionReader reader, int fallback) => reader.Value(
        "max_turns", ValueKind.Integer(1, 10_000), $"{fallback}", "Limit of actions in a trajectory, an expert's prefix included.");

    private sealed class Configured(EnvironmentKind<TConfig> kind, TConfig config) : ExperimentEnvironment
    {
        public override string Kind => kind.Name;

        public override string Description => kind.Describe(config);

        public override string Identity => PartIdentity.Of(kind.Name, config);

        public override int MaxTurns => kind.MaxTurns(config);

        public override TaskPlan DefaultTasks => kind.DefaultTasks(config);

        public override IReadOnlyList<Measure> Measures => kind.Measures(config);

        public override object Configuration => config;

        public override string TaskText(Trajectory trajectory) => kind.TaskText(trajectory);

        public override IEnumerable<PreflightCheck> Checks => kind.Checks(config);

        public override string? RepeatAdvice => kind.RepeatAdvice(config);

        public override ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken) => kind.OpenAsync(config, setting, cancellationToken);
    }
}
