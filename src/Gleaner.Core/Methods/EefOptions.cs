using Gleaner.Exploration;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>The choices that the paper leaves open, or that its ablations vary.</summary>
public sealed record EefOptions
{
    /// <summary>M: expert states explored per failed trajectory. Default 5 [paper].</summary>
    public int ExpertStates { get; init; } = Exploration.ExpertStates.DefaultCount;

    /// <summary>
    /// Simulations per task and iteration that may be spent, on average over the tasks. Default M + 1 = 6 [paper], the budget of
    /// RFT×6.
    /// </summary>
    public int SimulationsPerTask { get; init; } = Exploration.ExpertStates.DefaultCount + 1;

    /// <summary>What is done with simulations that short trajectories leave over. Default: nothing [paper].</summary>
    public LeftoverUse Leftover { get; init; } = LeftoverUse.None;

    /// <summary>Which solutions of an important state are trained on [ours].</summary>
    public ISolutionChoice Choice { get; init; } = new FewestExpertActions();

    /// <summary>Train on D_s0. Default true; false for the ablation.</summary>
    public bool UseInitialStates { get; init; } = true;

    /// <summary>Train on D_r. Default true; false for the ablation.</summary>
    public bool UseRecoveryStates { get; init; } = true;

    /// <summary>Which states of a failed trajectory are explored. Default: evenly spaced by the paper's formula [paper].</summary>
    public IStartStatePolicy StartStates { get; init; } = new EvenlySpaced();

    /// <summary>Decides v(s) where a state was tried more than once. Default: success if any rollout succeeded [ours].</summary>
    public IVerdictRule VerdictRule { get; init; } = new AnySuccess();

    /// <summary>
    /// Also explore the states of the student's own failed rollouts: on each task the first one from s0 of the iteration before, where
    /// none from s0 succeeded there. Default false [paper].
    /// </summary>
    public bool ExploreOwnFailures { get; init; }
}
