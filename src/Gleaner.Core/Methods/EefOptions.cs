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
    /// How many iterations' rollouts decide v(s), this one included, at least 1: k of n counts all attempts of these iterations.
    /// Default 1, this iteration's alone [paper]. With more, a rule that can change its mind is wanted: by
    /// <see cref="AnySuccess"/> a success counts as long as it is remembered.
    /// </summary>
    public int VerdictMemory { get; init; } = 1;

    /// <summary>How long a recovery state stays one. Default: for the iteration that finds it [paper].</summary>
    public RecoveryMemory RecoveryMemory { get; init; } = RecoveryMemory.Iteration;

    /// <summary>
    /// Leave the states of failed trajectories alone on tasks that have a solution in D⁺, so that what is saved can go to those that have
    /// none: s0 of all tasks first, then the states in waves as long as a task is not settled. Default false [paper].
    /// </summary>
    public bool SkipSettledTasks { get; init; }

    /// <summary>
    /// Also explore the states of the student's own failed rollouts: on each task the first one from s0 of the iteration before, where
    /// none from s0 succeeded there. Default false [paper].
    /// </summary>
    public bool ExploreOwnFailures { get; init; }

    /// <summary>
    /// Also turn harm into preference pairs, <see cref="Selection.HarmPairs"/>: step-wise DPO beside the examples. Null, the default
    /// [paper], for none.
    /// </summary>
    public HarmPairOptions? HarmPairs { get; init; }
}

/// <summary>How pairs of harmful actions are learnt from.</summary>
/// <param name="Beta">β of <see cref="LearningSet.Beta"/>, above 0.</param>
/// <param name="NllWeight">Each pair's <see cref="TrajectoryPair.NllWeight"/>, not negative.</param>
public sealed record HarmPairOptions(double Beta = 0.1, double NllWeight = 0);
