using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>The row of the student before behaviour cloning.</summary>
public sealed class PretrainedOnlyKind : MethodKind<PretrainedOnlyConfig>
{
    /// <inheritdoc/>
    public override string Name => "pretrained_only";

    /// <inheritdoc/>
    public override string Summary => "The student before behaviour cloning, which learns nothing.";

    /// <inheritdoc/>
    public override PretrainedOnlyConfig Read(SectionReader reader) => new(ReadName(reader, "pre-trained only"));

    /// <inheritdoc/>
    public override string Describe(PretrainedOnlyConfig config, string firstExpert) => "The student before behaviour cloning: nothing was learnt from any expert.";

    /// <inheritdoc/>
    public override MethodRole Role(PretrainedOnlyConfig config) => MethodRole.Control;

    /// <inheritdoc/>
    public override bool StartsFromPretraining(PretrainedOnlyConfig config) => true;

    /// <inheritdoc/>
    public override int? Iterations(PretrainedOnlyConfig config) => 1;

    /// <inheritdoc/>
    protected override bool Learns => false;

    /// <inheritdoc/>
    public override IMethod Create(PretrainedOnlyConfig config, string firstExpert) => new NoLearning(config.Name);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
public sealed record PretrainedOnlyConfig(string Name = "pre-trained only") : MethodConfig(Name, Restart: false);

/// <summary>SFT-all: supervised fine-tuning on all expert trajectories.</summary>
public sealed class SupervisedOnAllKind : MethodKind<SupervisedOnAllConfig>
{
    /// <inheritdoc/>
    public override string Name => "sft_all";

    /// <inheritdoc/>
    public override string Summary => "Supervised fine-tuning on all expert trajectories, failed ones too.";

    /// <inheritdoc/>
    public override SupervisedOnAllConfig Read(SectionReader reader) => new(ReadName(reader, "SFT-all"), ReadRestart(reader));

    /// <inheritdoc/>
    public override string Describe(SupervisedOnAllConfig config, string firstExpert) => $"Supervised fine-tuning on all trajectories of {firstExpert}, whether they succeeded or not.";

    /// <inheritdoc/>
    public override MethodRole Role(SupervisedOnAllConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(SupervisedOnAllConfig config, string firstExpert) => new SupervisedOnAll(config.Name);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
public sealed record SupervisedOnAllConfig(string Name = "SFT-all", bool Restart = false) : MethodConfig(Name, Restart);

/// <summary>NAT, negative-aware training.</summary>
public sealed class NegativeAwareKind : MethodKind<NegativeAwareConfig>
{
    /// <inheritdoc/>
    public override string Name => "nat";

    /// <inheritdoc/>
    public override string Summary => "Negative-aware training: failed trajectories under a prompt of their own.";

    /// <inheritdoc/>
    public override NegativeAwareConfig Read(SectionReader reader)
    {
        var defaults = new NatOptions();
        return new NegativeAwareConfig(ReadName(reader, "NAT"), ReadRestart(reader))
        {
            Options = new NatOptions(
                reader.Value("positive_prompt", ValueKind.Text, defaults.Positive, "What the student is told in front of a task that the expert solved, and whenever it acts."),
                reader.Value("negative_prompt", ValueKind.Text, defaults.Negative, "What the student is told in front of a task that the expert failed.")),
        };
    }

    /// <inheritdoc/>
    public override string Describe(NegativeAwareConfig config, string firstExpert) =>
        $"Supervised fine-tuning on all trajectories of {firstExpert}, with one prompt in front of successes and another in front of failures.";

    /// <inheritdoc/>
    public override MethodRole Role(NegativeAwareConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(NegativeAwareConfig config, string firstExpert) => new NegativeAwareTraining(config.Name, config.Options);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
public sealed record NegativeAwareConfig(string Name = "NAT", bool Restart = false) : MethodConfig(Name, Restart)
{
    /// <summary>The prompts.</summary>
    public NatOptions Options { get; init; } = new();
}
