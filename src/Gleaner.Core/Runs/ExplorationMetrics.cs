using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>What a stage of exploration came to, on its own (not cumulative).</summary>
public sealed record ExplorationMetrics
{
    /// <summary>Rollouts that were simulated.</summary>
    public int Simulations { get; init; }

    /// <summary>Rollouts that were positive.</summary>
    public int Positives { get; init; }

    /// <summary>Rollouts not simulated because the expert's prefix could not be replayed.</summary>
    public int Diverged { get; init; }

    /// <summary>
    /// Simulations whose start state was reached by texts other than the recorded ones, which the environment takes for the same
    /// state. Not written if there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Tolerated { get; init; }

    /// <summary>Rollouts that ended because the environment failed. Not written if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Failed { get; init; }

    /// <summary>Rollouts by the reason that they ended for, those whose task ended left out. Not written if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<StopReason, int>? Stops { get; init; }

    /// <summary>Recorded runs of an expert that the environment does not show as recorded, and that were refused. Not written if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Refused { get; init; }

    /// <summary>Environment steps that the student took.</summary>
    public long StudentSteps { get; init; }

    /// <summary>Expert actions that were replayed to reach start states.</summary>
    public long ReplayedSteps { get; init; }

    /// <summary>Tokens that the student sampled.</summary>
    public long SampledTokens { get; init; }

    /// <summary>Simulations by start state of failed expert trajectories, s0 of those tasks included; the student's own trunks are not.</summary>
    public ImmutableArray<StartStateCount> StartStates { get; init; } = [];

    internal StageProgress ToProgress() => new(Simulations + Diverged + Failed, Simulations + Diverged + Failed)
    {
        Positives = Positives,
        Diverged = Diverged,
        Failed = Failed,
        Stops = Stops,
        Refused = Refused,
    };
}

/// <summary>Simulations from one kind of start state.</summary>
/// <param name="Expert">The expert whose failed trajectories they are on.</param>
/// <param name="Index">m: 0 is s0, m is the m-th explored state of the trajectory.</param>
/// <param name="Simulations">Rollouts that were simulated.</param>
/// <param name="Positives">How many were positive.</param>
public readonly record struct StartStateCount(string Expert, int Index, int Simulations, int Positives);
