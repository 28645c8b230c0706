using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Makes a rollout again from its record: by its texts where they were kept, else by playing the recorded actions.</summary>
internal sealed class RolloutReplay(IEnvironment environment, string policyName, Author author)
{
    /// <summary>The same rollout as the one that was recorded, with the environment's own observations.</summary>
    /// <exception cref="GleanerException">The environment answers otherwise than it did.</exception>
    public async ValueTask<Rollout> RestoreAsync(RolloutRequest request, RolloutRecord record, CancellationToken cancellationToken)
    {
        // What a failing environment showed need not come again.
        var restored = (environment.RecordsTexts || record.StopReason.IsEnvironmentFailure) && record.Texts is { } texts
            ? Read(request, record, texts)
            : await PlayAsync(request, record, cancellationToken).ConfigureAwait(false);
        return FirstDifference(record, RolloutRecord.Of(restored, withTexts: false)) is { } difference
            ? throw Differs(record, difference)
            : restored;
    }

    private Rollout Read(RolloutRequest request, RolloutRecord record, ImmutableArray<string> texts)
    {
        if (texts.Length != record.Turns.Length + 1)
        {
            throw Differs(record, $"it has {record.Turns.Length} actions and {texts.Length} observations");
        }

        var own = record.Turns.Select((turn, i) => new Turn(new Observation(texts[i]), turn.Action, author, turn.Reward, turn.Possible)
        {
            Thought = turn.Thought,
            LeftOut = turn.LeftOut,
            Tokens = turn.ToDecision().Tokens,
        });
        var prefix = request.Start.Trunk is { } trunk ? trunk.Trajectory.Turns.Take(record.Replayed ?? request.Start.Step) : [];
        if (record.Before is { } before)
        {
            prefix = before.Length == request.Start.Step
                ? prefix.Zip(before, (turn, text) => turn with { Observation = new Observation(text) })
                : throw Differs(record, $"it has {before.Length} observations before its start state, which is number {request.Start.Step}");
        }

        return new Rollout(request, new Trajectory(
            request.Start.Task, policyName, [.. prefix, .. own], new Observation(texts[^1]), record.Return, record.StopReason)
        {
            Failure = record.Failure,
        });
    }

    private async ValueTask<Rollout> PlayAsync(RolloutRequest request, RolloutRecord record, CancellationToken cancellationToken)
    {
        // Nothing is drawn in a replay, so the seed does not matter.
        var branch = await Branch.BeginAsync(environment, request, index: 0, default, TurnTimer.Unlimited, cancellationToken).ConfigureAwait(false);
        await using var closing = branch.ConfigureAwait(false);
        if (await branch.ReachStartAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            foreach (var turn in record.Turns)
            {
                if (branch.Episode.IsDone)
                {
                    throw Differs(record, $"the task has ended before the recorded action '{turn.Action}'");
                }

                await branch.StepAsync(turn.ToDecision(), author, isMalformed: false, cancellationToken).ConfigureAwait(false);
            }
        }

        return new Rollout(request, branch.ToTrajectory(policyName, record.StopReason) with { Failure = record.Failure });
    }

    private static string? FirstDifference(RolloutRecord recorded, RolloutRecord restored)
    {
        for (var step = 0; step < Math.Min(recorded.Observations.Length, restored.Observations.Length); step++)
        {
            if (recorded.Observations[step] != restored.Observations[step])
            {
                return $"the observation after {step} of its actions is not the recorded one";
            }
        }

        return recorded.Observations.Length != restored.Observations.Length ? "its start state is reached in only one of the two"
            : recorded.Return != restored.Return ? $"the return is {restored.Return}, but {recorded.Return} was recorded"
            : null;
    }

    private static GleanerException Differs(RolloutRecord record, string what) => new(
        $"Rollout {record.Key} cannot be restored: {what}. The environment or its data has changed, or the record is damaged.");
}
