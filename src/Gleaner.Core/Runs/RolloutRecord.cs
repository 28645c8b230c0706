using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>A finished rollout as it is kept: without observations where replaying the actions gives them again.</summary>
public sealed record RolloutRecord
{
    /// <summary>The task.</summary>
    public required TaskId Task { get; init; }

    /// <summary>The name of the trunk that it starts on (<see cref="Rollouts.Trunk.Name"/>); null for s0.</summary>
    [JsonPropertyName("expert")]
    public required string? Trunk { get; init; }

    /// <summary>The number of the trunk's actions before its start state; 0 for s0.</summary>
    public required int Step { get; init; }

    /// <summary>Counts the rollouts from the same start state in the same iteration, from 0.</summary>
    public required int Attempt { get; init; }

    /// <summary>The return R(τ).</summary>
    public required double Return { get; init; }

    /// <summary>Why it ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The policy's own turns; the trunk's are not repeated.</summary>
    public required ImmutableArray<ActionRecord> Turns { get; init; }

    /// <summary>A 64-bit hash of what was seen in the start state, then after each of the policy's actions.</summary>
    public required ImmutableArray<string> Observations { get; init; }

    /// <summary>The key of the request: <see cref="RolloutRequest.Key"/>.</summary>
    public string Key => RolloutRequest.KeyOf(Task, Label, Attempt);

    /// <summary>The name of its start state within the task: <see cref="StartState.Label"/>.</summary>
    public string Label => StartState.LabelOf(Trunk, Step);

    /// <summary>
    /// The texts of what was seen, where the environment's rollouts are recorded with them: as long as <see cref="Observations"/>;
    /// null where replaying gives them again.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Texts { get; init; }

    /// <summary>Actions of the trunk that were replayed, where not all before the start state were; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Replayed { get; init; }

    /// <summary>
    /// The texts that were seen before the start state, where they are kept and the start state was reached by texts other than the
    /// trunk's (<see cref="Rollout.IsStartTolerated"/>); null otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Before { get; init; }

    /// <summary>What the environment said when it failed; null if it did not, and in runs that were made before this was recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>False if the start state could not be reached or the environment failed.</summary>
    public bool WasSimulated => StopReason.IsOfThePolicy;

    /// <summary>What came of it.</summary>
    /// <param name="successThreshold">The return from which on a trajectory is positive.</param>
    internal RolloutOutcome ToOutcome(double successThreshold) =>
        new(Task, Trunk, Step, Attempt, Return, WasSimulated && Return >= successThreshold);

    /// <summary>The record of a rollout.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="withTexts">Whether the texts of observations are kept: <see cref="Environments.IEnvironment.RecordsTexts"/>.</param>
    public static RolloutRecord Of(Rollout rollout, bool withTexts)
    {
        var own = rollout.Trajectory.Turns.Skip(rollout.PrefixLength).ToList();
        var seen = own.Select(turn => turn.Observation).Append(rollout.Trajectory.Final).ToList();
        return new RolloutRecord
        {
            Task = rollout.Request.Start.Task,
            Trunk = rollout.Request.Start.Trunk?.Name,
            Step = rollout.Request.Start.Step,
            Attempt = rollout.Request.Attempt,
            Return = rollout.Trajectory.Return,
            StopReason = rollout.Trajectory.StopReason,
            Turns = [.. own.Select(ActionRecord.Of)],
            Observations = [.. seen.Select(ObservationHash.Of)],
            Replayed = withTexts && rollout.ReplayedSteps < rollout.PrefixLength ? rollout.ReplayedSteps : null,
            Texts = withTexts ? [.. seen.Select(observation => observation.Text)] : null,
            Before = withTexts && rollout.IsStartTolerated
                ? [.. rollout.Trajectory.Turns.Take(rollout.PrefixLength).Select(turn => turn.Observation.Text)] : null,
            Failure = rollout.Trajectory.Failure,
        };
    }
}

/// <summary>An action as it is kept.</summary>
/// <param name="Action">Its text.</param>
/// <param name="Reward">The reward that it brought.</param>
/// <param name="Possible">False if the environment did not understand it.</param>
public sealed record ActionRecord(string Action, double Reward, bool Possible)
{
    /// <summary>What was written before the action; null if nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Thought { get; init; }

    /// <summary>How many of the oldest observations after the first its author did not see (<see cref="Turn.LeftOut"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LeftOut { get; init; }

    /// <summary>The token ids as sampled; null if its author is not a token policy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<int>? Ids { get; init; }

    /// <summary>The sum of the ids' log-probabilities, in nats; null if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LogProbability { get; init; }

    internal static ActionRecord Of(Turn turn) => new(turn.Action, turn.Reward, turn.WasPossible)
    {
        Thought = turn.Thought,
        LeftOut = turn.LeftOut,
        Ids = turn.Tokens?.Ids,
        LogProbability = turn.Tokens?.LogProbability,
    };

    internal Decision ToDecision() => new(Action, Ids is { } ids ? new SampledTokens(ids, LogProbability ?? 0) : null) { Thought = Thought, LeftOut = LeftOut };
}
