using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>A kind of expert; derive from <see cref="ExpertKind{TConfig}"/>.</summary>
public abstract class ExpertKind : IKind
{
    /// <inheritdoc/>
    public string Group => "expert";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <summary>Reads the keys of an item of <c>experts</c> that belong to this kind.</summary>
    public abstract ExperimentExpert ReadPart(SectionReader reader);

    /// <inheritdoc/>
    public void Describe(SectionReader reader) => ReadPart(reader);
}

/// <summary>A kind of expert: a policy, or a file, whose trajectories are learnt from.</summary>
/// <typeparam name="TConfig">What its section says: a record of data alone.</typeparam>
public abstract class ExpertKind<TConfig> : ExpertKind
    where TConfig : ExpertConfig
{
    /// <summary>Reads its section.</summary>
    public abstract TConfig Read(SectionReader reader);

    /// <summary>What it is, in a sentence for the report. A simulated expert is called that.</summary>
    public abstract string Describe(TConfig config);

    /// <summary>Whether it is a script rather than a model or a person; null if that is not known.</summary>
    public abstract bool? IsSimulated(TConfig config);

    /// <summary>Makes the expert.</summary>
    /// <param name="config">What its section says.</param>
    /// <param name="world">Where it plays.</param>
    /// <param name="maxTurns">The limit of actions in a trajectory.</param>
    /// <exception cref="GleanerException">It cannot be made as configured.</exception>
    public abstract IExpert Create(TConfig config, World world, int maxTurns);

    /// <summary>Reports what does not fit the environment. Default: it fits every one, or those of <see cref="OnlyIn"/>.</summary>
    public virtual void Check(TConfig config, ExperimentEnvironment environment, SectionReader reader)
    {
        if (OnlyIn is { } needed && environment.Kind != needed)
        {
            reader.Fail("experts", $"has '{Name}', which knows the environment {needed} alone, not {environment.Kind}.");
        }
    }

    /// <summary>What is checked before a run. Default: it plays a task, or a recorded run of it is played again.</summary>
    public virtual IEnumerable<PreflightCheck> Checks(TConfig config) => [new ExpertCheck(config.Name, (world, maxTurns) => Create(config, world, maxTurns))];

    /// <summary>The kind of environment that it knows; null if it plays in all.</summary>
    public virtual string? OnlyIn => null;

    /// <summary>An expert of this kind, for an experiment made in C#.</summary>
    public ExperimentExpert With(TConfig config) => new Configured(this, config);

    /// <inheritdoc/>
    public sealed override ExperimentExpert ReadPart(SectionReader reader) => With(Read(reader));

    /// <summary>Declares the key <c>name</c>.</summary>
    protected static string ReadName(SectionReader reader, string fallback) =>
        reader.Value("name", ValueKind.Name, fallback, "Its name in tables and under `methods`; different for each expert.");

    /// <summary>Declares the key <c>seed</c> of experts that draw something.</summary>
    protected static ulong ReadSeed(SectionReader reader) =>
        reader.Value("seed", ValueKind.Seed, "0", "Seed of what the expert draws; the same for all seeds of the experiment.");

    private sealed class Configured(ExpertKind<TConfig> kind, TConfig config) : ExperimentExpert
    {
        public override string Name => config.Name;

        public override string Description => kind.Describe(config);

        public override bool? IsSimulated => kind.IsSimulated(config);

        public override string Identity => PartIdentity.Of(kind.Name, config);

        public override object Configuration => config;

        public override void Check(ExperimentEnvironment environment, SectionReader reader) => kind.Check(config, environment, reader);

        public override IEnumerable<PreflightCheck> Checks => kind.Checks(config);

        public override IExpert Create(World world, int maxTurns) => kind.Create(config, world, maxTurns);
    }
}

/// <summary>What every expert's section says.</summary>
/// <param name="Name">Its name in tables and under <c>methods</c>.</param>
public abstract record ExpertConfig(string Name);
