using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentClients.AgentGym.Recordings;

/// <summary>A recorded conversation, played again: the actions are the recording's, all else is what the server says now.</summary>
/// <param name="Trajectory">The trajectory.</param>
/// <param name="SameObservations">How many of the observations that were acted on read as recorded.</param>
public sealed record PlayedConversation(Trajectory Trajectory, int SameObservations)
{
    /// <summary>Plays a conversation until it or the task ends.</summary>
    /// <param name="environment">The server's environment.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="policy">Who played, for the trajectory.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">The server has no such task or failed.</exception>
    public static async Task<PlayedConversation> PlayAsync(
        AgentGymEnvironment environment, RecordedConversation conversation, string policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(conversation);
        var task = environment.TaskOf(conversation.Task);
        var episode = await environment.ResetAsync(task, cancellationToken).ConfigureAwait(false);
        await using var closing = episode.ConfigureAwait(false);
        var turns = ImmutableArray.CreateBuilder<Turn>();
        var same = 0;
        foreach (var recorded in conversation.Turns)
        {
            if (episode.IsDone)
            {
                break;
            }

            var seen = episode.Observation;
            same += seen.Text.Trim() == recorded.Observation.Trim() ? 1 : 0;
            var result = await episode.StepAsync(recorded.Action, cancellationToken).ConfigureAwait(false);
            turns.Add(new Turn(seen, recorded.Action, Author.Expert, result.Reward, result.WasPossible) { Thought = recorded.Thought });
        }

        return new PlayedConversation(
            new Trajectory(task, policy, turns.ToImmutable(), episode.Observation, episode.Return, episode.IsDone ? StopReason.Done : StopReason.NoAction),
            same);
    }
}
