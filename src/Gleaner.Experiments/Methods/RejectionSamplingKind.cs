using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Runs;
using Gleaner.Selection;

namespace Gleaner.Experiments;

/// <summary>RFT(k), rejection-sampling fine-tuning.</summary>
public sealed class RejectionSamplingKind : MethodKind<RejectionSamplingConfig>
{
    /// <inheritdoc/>
    public override string Name => "rft";

    /// <inheritdoc/>
    public override string Summary => "Rejection-sampling fine-tuning.";

    /// <inheritdoc/>
    public override RejectionSamplingConfig Read(SectionReader reader) => new(
        ReadName(reader, "RFT"),
        ReadRestart(reader),
        reader.Value("rollouts", ValueKind.Integer(1, 1000), "1", "k: rollouts from s0 of each task in an iteration."),
        reader.SolutionChoice("all"))
    {
        Leftover = reader.Value("leftover", ValueKind.OneOf<LeftoverUse>(), "none", "The adaptive variant: each task is tried once, and the rest of k rollouts a task go where EEF's leftovers do; with `none` each task gets k."),
    };

    /// <inheritdoc/>
    public override string Describe(RejectionSamplingConfig config, string firstExpert) =>
        $"Rejection-sampling fine-tuning with {config.Rollouts} rollout{(config.Rollouts == 1 ? "" : "s")} from the initial state of each task in an iteration"
        + (config.Leftover == LeftoverUse.None ? ", " : " on average, all but the first of them where EEF spends its leftover, ")
        + (config.Choice is AllSolutions ? "trained on all successes." : config.Choice is DistinctSolutions ? "trained on all distinct successes." : "trained on one success for each task.");

    /// <inheritdoc/>
    public override MethodRole Role(RejectionSamplingConfig config) =>
        config is { Choice: AllSolutions or DistinctSolutions, Leftover: LeftoverUse.None } ? MethodRole.Baseline : MethodRole.Control;

    /// <inheritdoc/>
    public override IMethod Create(RejectionSamplingConfig config, string firstExpert) => new RejectionSampling(config.Name, config.Rollouts, config.Choice, config.Leftover);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
/// <param name="Rollouts">k, at least 1.</param>
/// <param name="Choice">Which solutions of a task are trained on.</param>
public sealed record RejectionSamplingConfig(string Name, bool Restart, int Rollouts, ISolutionChoice Choice) : MethodConfig(Name, Restart)
{
    /// <summary>What the adaptive variant does with all but the first rollout of a task.</summary>
    public LeftoverUse Leftover { get; init; }

    /// <summary>RFT, one rollout of each task.</summary>
    public RejectionSamplingConfig() : this(rollouts: 1)
    {
    }

    /// <summary>RFT(k), trained on all successes.</summary>
    /// <param name="rollouts">k, at least 1.</param>
    public RejectionSamplingConfig(int rollouts) : this(rollouts == 1 ? "RFT" : $"RFT×{rollouts}", false, rollouts, new AllSolutions())
    {
    }
}
