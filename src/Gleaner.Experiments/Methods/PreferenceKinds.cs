using System.Globalization;
using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>ETO, exploration-based trajectory optimisation.</summary>
public sealed class TrajectoryOptimizationKind : MethodKind<TrajectoryOptimizationConfig>
{
    /// <inheritdoc/>
    public override string Name => "eto";

    /// <inheritdoc/>
    public override string Summary => "Exploration-based trajectory optimisation: DPO on whole trajectories of different return.";

    /// <inheritdoc/>
    public override TrajectoryOptimizationConfig Read(SectionReader reader) => Read(reader, "ETO", discount: null);

    /// <inheritdoc/>
    public override string Describe(TrajectoryOptimizationConfig config, string firstExpert) => Describe(config, "trajectory preferences (DPO)", firstExpert);

    /// <inheritdoc/>
    public override MethodRole Role(TrajectoryOptimizationConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(TrajectoryOptimizationConfig config, string firstExpert) => new TrajectoryOptimization(config.Name, config.Options);

    internal static TrajectoryOptimizationConfig Read(SectionReader reader, string name, double? discount)
    {
        var defaults = new EtoOptions();
        return new TrajectoryOptimizationConfig(ReadName(reader, name), ReadRestart(reader))
        {
            Options = new EtoOptions
            {
                Rollouts = reader.Value("rollouts", ValueKind.Integer(1, 1000), $"{defaults.Rollouts}", "Rollouts from s0 of each task in an iteration; 1 is the paper's, 6 spends RFT×6's budget."),
                Betas = reader.Values("beta", ValueKind.Number(1e-6, 1000), string.Join(", ", defaults.Betas.Select(beta => beta.ToString(CultureInfo.InvariantCulture))), "β of the preference loss in each iteration; the last one holds for those after it."),
                FurtherTurns = reader.Value("further_turns", ValueKind.Integer(0, 100_000), $"{defaults.FurtherTurns}", "A loser counts up to this many turns past the winner's length."),
                TurnDiscount = discount is null ? null : reader.Value("discount", ValueKind.Number(1e-6, 1), discount.Value.ToString(CultureInfo.InvariantCulture), "γ of the weights of turns; at 1 they fall in a line."),
            },
        };
    }

    internal static string Describe(TrajectoryOptimizationConfig config, string loss, string firstExpert) =>
        $"Explores each task {config.Options.Rollouts} time{(config.Options.Rollouts == 1 ? "" : "s")} in an iteration and learns {loss} between its trajectories and those of {firstExpert}.";
}

/// <summary>DMPO, direct multi-turn preference optimisation.</summary>
public sealed class MultiTurnPreferenceKind : MethodKind<TrajectoryOptimizationConfig>
{
    /// <summary>γ where none is given [ours]; the paper tunes it between 0.1 and 0.99.</summary>
    private const double DefaultDiscount = 0.9;

    /// <inheritdoc/>
    public override string Name => "dmpo";

    /// <inheritdoc/>
    public override string Summary => "Direct multi-turn preference optimisation: ETO with discounted turns.";

    /// <inheritdoc/>
    public override TrajectoryOptimizationConfig Read(SectionReader reader) => TrajectoryOptimizationKind.Read(reader, "DMPO", DefaultDiscount);

    /// <inheritdoc/>
    public override string Describe(TrajectoryOptimizationConfig config, string firstExpert) =>
        TrajectoryOptimizationKind.Describe(config, "trajectory preferences with discounted turns (DMPO)", firstExpert);

    /// <inheritdoc/>
    public override MethodRole Role(TrajectoryOptimizationConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(TrajectoryOptimizationConfig config, string firstExpert) => new TrajectoryOptimization(config.Name, config.Options);
}

/// <summary>What the section of ETO or DMPO says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
public sealed record TrajectoryOptimizationConfig(string Name = "ETO", bool Restart = false) : MethodConfig(Name, Restart)
{
    /// <summary>The settings.</summary>
    public EtoOptions Options { get; init; } = new();
}

/// <summary>IPR, iterative step-level process refinement.</summary>
public sealed class StepProcessRefinementKind : MethodKind<StepProcessRefinementConfig>
{
    /// <inheritdoc/>
    public override string Name => "ipr";

    /// <inheritdoc/>
    public override string Summary => "Iterative step-level process refinement: DPO on steps whose sampled rewards differ, and on trajectories.";

    /// <inheritdoc/>
    public override StepProcessRefinementConfig Read(SectionReader reader)
    {
        var defaults = new IprOptions();
        return new StepProcessRefinementConfig(ReadName(reader, "IPR"), ReadRestart(reader))
        {
            Options = new IprOptions
            {
                Samples = reader.Value("samples", ValueKind.Integer(1, 1000), $"{defaults.Samples}", "N: rollouts that the reward of a step is the mean of. With |τ| actions a demonstration takes up to 2N|τ| simulations."),
                Threshold = reader.Value("threshold", ValueKind.Number(0, 1e6), Text(defaults.Threshold), "How much more than the student's the expert's step must be worth to make a pair."),
                Beta = reader.Value("beta", ValueKind.Number(1e-6, 1000), Text(defaults.Beta), "β of the preference losses."),
                NllWeight = reader.Value("nll_weight", ValueKind.Number(0, 1000), Text(defaults.NllWeight), "Weight of the winner's negative log-likelihood in pairs of whole trajectories."),
            },
        };

        static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override string Describe(StepProcessRefinementConfig config, string firstExpert) =>
        $"Values each step of the successes of {firstExpert} by {config.Options.Samples} rollouts and learns preferences between its steps and the student's.";

    /// <inheritdoc/>
    public override MethodRole Role(StepProcessRefinementConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(StepProcessRefinementConfig config, string firstExpert) => new StepProcessRefinement(config.Name, config.Options);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
public sealed record StepProcessRefinementConfig(string Name = "IPR", bool Restart = false) : MethodConfig(Name, Restart)
{
    /// <summary>The settings.</summary>
    public IprOptions Options { get; init; } = new();
}
