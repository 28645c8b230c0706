using System.Collections.Immutable;
using Gleaner.Environments;

namespace Gleaner.Trajectories;

/// <summary>
/// Plays a recorded trajectory again. Recorded states can be trusted as start states only if the environment still shows what
/// was recorded, so every observation is compared.
/// </summary>
public static class CheckedReplay
{
    private const int ExcerptLength = 60;

    /// <summary>Replays the actions.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="recorded">What was recorded; its observations may be texts only.</param>
    /// <param name="cancellationToken">Stops the replay.</param>
    /// <returns>The same trajectory with the environment's own observations, rewards and return.</returns>
    /// <exception cref="GleanerException">The environment shows, ends or returns something else than was recorded.</exception>
    public static async ValueTask<Trajectory> PlayAsync(
        IEnvironment environment, Trajectory recorded, CancellationToken cancellationToken = default)
    {
        var episode = await environment.ResetAsync(recorded.Task, cancellationToken).ConfigureAwait(false);
        await using var closing = episode.ConfigureAwait(false);
        var turns = ImmutableArray.CreateBuilder<Turn>(recorded.Length);
        for (var step = 0; step < recorded.Length; step++)
        {
            var turn = recorded.Turns[step];
            RequireSame(recorded, step, turn.Observation, episode.Observation);
            if (episode.IsDone)
            {
                throw Differs(recorded, step, $"the task has already ended, but the action '{turn.Action}' was recorded.");
            }

            var seen = episode.Observation;
            var result = await episode.StepAsync(turn.Action, cancellationToken).ConfigureAwait(false);
            turns.Add(turn with { Observation = seen, Reward = result.Reward, WasPossible = result.WasPossible });
        }

        RequireSame(recorded, recorded.Length, recorded.Final, episode.Observation);
        return episode.Return == recorded.Return
            ? recorded with { Turns = turns.MoveToImmutable(), Final = episode.Observation }
            : throw Differs(recorded, recorded.Length, $"the return is {episode.Return}, but {recorded.Return} was recorded.");
    }

    private static void RequireSame(Trajectory recorded, int step, Observation expected, Observation seen)
    {
        if (expected.Text != seen.Text)
        {
            var at = FirstDifference(expected.Text, seen.Text);
            throw Differs(
                recorded, step, $"the observation differs from character {at} on: recorded {Excerpt(expected.Text, at)}, seen {Excerpt(seen.Text, at)}.");
        }
    }

    private static GleanerException Differs(Trajectory recorded, int step, string what) => new(
        $"Replay of {recorded.Policy} on {recorded.Task}, after {step} actions: {what} "
        + "The recording was made with other data or another version of the environment; record it again.");

    private static int FirstDifference(string a, string b) => a.AsSpan().CommonPrefixLength(b);

    private static string Excerpt(string text, int at)
    {
        var start = Math.Max(0, at - (ExcerptLength / 3));
        var part = text[start..Math.Min(text.Length, start + ExcerptLength)].ReplaceLineEndings("⏎");
        return $"'{(start > 0 ? "…" : "")}{part}{(start + ExcerptLength < text.Length ? "…" : "")}'";
    }
}
