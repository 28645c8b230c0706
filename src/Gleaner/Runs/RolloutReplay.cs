using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Makes a rollout again from its record, by playing the recorded actions.</summary>
internal sealed class RolloutReplay(IEnvironment environment, string policyName, Author author)
{
    /// <summary>The same rollout as the one that was recorded, with the environment's own observations.</summary>
    /// <exception cref="GleanerException">The environment answers otherwise than it did.</exception>
    public Rollout Restore(RolloutRequest request, RolloutRecord record)
    {
        // Nothing is drawn in a replay, so the seed does not matter.
        var branch = Branch.Begin(environment, request, index: 0, default);
        if (branch.ReachStart() is null)
        {
            Play(branch, record);
        }

        var restored = new Rollout(request, branch.ToTrajectory(policyName, record.StopReason));
        return FirstDifference(record, RolloutRecord.Of(restored)) is { } difference
            ? throw Differs(record, difference)
            : restored;
    }

    private void Play(Branch branch, RolloutRecord record)
    {
        foreach (var turn in record.Turns)
        {
            if (branch.Episode.IsDone)
            {
                throw Differs(record, $"the task has ended before the recorded action '{turn.Action}'");
            }

            branch.Step(turn.Action, author, turn.ToTokens());
        }
    }

    private static string? FirstDifference(RolloutRecord recorded, RolloutRecord restored)
    {
        for (var step = 0; step < Math.Min(recorded.Observations.Length, restored.Observations.Length); step++)
        {
            if (recorded.Observations[step] != restored.Observations[step])
            {
                return $"what is seen after {step} of its actions is not what was seen";
            }
        }

        return recorded.Observations.Length != restored.Observations.Length ? "its start state is reached only in one of the two"
            : recorded.Return != restored.Return ? $"the return is {restored.Return}, {recorded.Return} was recorded"
            : null;
    }

    private static GleanerException Differs(RolloutRecord record, string what) => new(
        $"Rollout {record.Key} cannot be restored: {what}. The environment or its data has changed, or the record is damaged.");
}
