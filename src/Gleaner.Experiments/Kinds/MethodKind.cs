using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>A kind of method; derive from <see cref="MethodKind{TConfig}"/>.</summary>
public abstract class MethodKind : IKind
{
    /// <inheritdoc/>
    public string Group => "method";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <summary>Reads the keys of an item of <c>methods</c> that belong to this kind.</summary>
    public abstract ExperimentMethod ReadPart(SectionReader reader);

    /// <inheritdoc/>
    public void Describe(SectionReader reader) => ReadPart(reader);
}

/// <summary>A kind of method.</summary>
/// <typeparam name="TConfig">What its section says: a record of data alone.</typeparam>
public abstract class MethodKind<TConfig> : MethodKind
    where TConfig : MethodConfig
{
    /// <summary>Reads its section; <see cref="ReadName"/> and <see cref="ReadRestart"/> declare the keys that all methods have.</summary>
    public abstract TConfig Read(SectionReader reader);

    /// <summary>What it does, in a sentence for the report.</summary>
    /// <param name="config">What its section says.</param>
    /// <param name="firstExpert">The name of the experiment's first expert.</param>
    public abstract string Describe(TConfig config, string firstExpert);

    /// <summary>The part that it plays in a comparison.</summary>
    public abstract MethodRole Role(TConfig config);

    /// <summary>Makes the method.</summary>
    /// <param name="config">What its section says.</param>
    /// <param name="firstExpert">The name of the experiment's first expert.</param>
    public abstract IMethod Create(TConfig config, string firstExpert);

    /// <summary>The experts whose failures it learns from beside the experiment's first one. Default: none.</summary>
    public virtual ImmutableArray<string> FurtherExperts(TConfig config) => [];

    /// <summary>Whether it goes on from the pre-trained student instead of the behaviour-cloned one. Default: no.</summary>
    public virtual bool StartsFromPretraining(TConfig config) => false;

    /// <summary>How many iterations it is run for; null, the default, for as many as the experiment says.</summary>
    public virtual int? Iterations(TConfig config) => null;

    /// <summary>Who marks the critical steps of expert trajectories for it; null, the default, for nobody.</summary>
    public virtual StepJudging? Judging(TConfig config) => null;

    /// <summary>Whether it learns at all, so that its section has keys for how. Default: yes.</summary>
    protected virtual bool Learns => true;

    /// <summary>A method of this kind, for an experiment made in C#.</summary>
    public ExperimentMethod With(TConfig config) => new Configured(this, config);

    /// <inheritdoc/>
    public sealed override ExperimentMethod ReadPart(SectionReader reader) =>
        With(Learns ? Read(reader) with { Learning = OwnLearning.Read(reader) } : Read(reader));

    /// <summary>Declares the key <c>name</c>.</summary>
    protected static string ReadName(SectionReader reader, string fallback) =>
        reader.Value("name", ValueKind.Name, fallback, "Name in tables; different for each method.");

    /// <summary>Declares the key <c>restart</c>.</summary>
    protected static bool ReadRestart(SectionReader reader) =>
        reader.Value("restart", ValueKind.Flag, "false", "Train each iteration from the pre-trained student (as ReST-EM does) instead of continuing from the current one.");

    private sealed class Configured(MethodKind<TConfig> kind, TConfig config) : ExperimentMethod
    {
        public override string Name => config.Name;

        public override bool Restart => config.Restart;

        public override MethodRole Role => kind.Role(config);

        public override string Identity => PartIdentity.Of(kind.Name, config);

        public override object Configuration => config;

        public override ImmutableArray<string> FurtherExperts => kind.FurtherExperts(config);

        public override bool StartsFromPretraining => kind.StartsFromPretraining(config);

        public override int? Iterations => kind.Iterations(config);

        public override StepJudging? Judging => kind.Judging(config);

        public override OwnLearning? Learning => config.Learning;

        public override string Describe(string firstExpert) => $"{kind.Describe(config, firstExpert)} {config.Learning}".TrimEnd();

        public override IMethod Create(string firstExpert) => kind.Create(config, firstExpert);
    }
}

/// <summary>What every method's section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student instead of the current one.</param>
public abstract record MethodConfig(string Name, bool Restart)
{
    /// <summary>How its iterations learn otherwise than the experiment says; null where they do not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OwnLearning? Learning { get; init; }
}
