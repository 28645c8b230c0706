using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Watches a run, for live display. Calls come one at a time, from any thread, and must return soon.</summary>
public interface IRunObserver
{
    /// <summary>A stage starts.</summary>
    void StageStarted(RunStage stage);

    /// <summary>A stage has come further.</summary>
    void StageProgressed(RunStage stage, StageProgress progress);

    /// <summary>A stage is finished.</summary>
    void StageFinished(RunStage stage, StageResult result);
}

/// <summary>One stage of a run.</summary>
/// <param name="Folder">Its folder in the run, for example <c>seed-1/EEF/iteration-2</c>.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Subject">What it is done with: the name of the method, expert or split.</param>
public sealed record RunStage(string Folder, StageKind Kind, string Subject);

/// <summary>What a stage does.</summary>
public enum StageKind
{
    /// <summary>An expert plays the training tasks.</summary>
    ExpertCollection,

    /// <summary>A student is made before any method, by pre-training for example.</summary>
    Pretraining,

    /// <summary>The student plays from start states.</summary>
    Exploration,

    /// <summary>The student learns.</summary>
    Learning,

    /// <summary>A policy plays a split greedily.</summary>
    Evaluation,
}

/// <summary>How far a stage is.</summary>
/// <param name="Done">Units done: rollouts, or gradient steps.</param>
/// <param name="Total">Units known of so far; exploration may add some.</param>
public readonly record struct StageProgress(int Done, int Total)
{
    /// <summary>Positive rollouts so far; null in learning.</summary>
    public int? Positives { get; init; }

    /// <summary>Mean return so far; null in learning.</summary>
    public double? MeanReturn { get; init; }

    /// <summary>Rollouts whose start state could not be reached again.</summary>
    public int Diverged { get; init; }

    /// <summary>Rollouts that ended because the environment failed.</summary>
    public int Failed { get; init; }

    /// <summary>Finished rollouts by the reason that they ended for, those whose task ended left out; null if there are none.</summary>
    public ImmutableSortedDictionary<StopReason, int>? Stops { get; init; }

    /// <summary>Recorded runs that were refused because the environment does not show them as recorded.</summary>
    public int Refused { get; init; }

    /// <summary>Mean loss per trained token of the last step, in nats; null in rollouts.</summary>
    public double? Loss { get; init; }
}

/// <summary>What a stage came to.</summary>
/// <param name="Last">Its final counts.</param>
/// <param name="WasRestored">It was found finished in the run's folder, and nothing was done.</param>
/// <param name="Seconds">Seconds spent on it in this process.</param>
public readonly record struct StageResult(StageProgress Last, bool WasRestored, double Seconds);
