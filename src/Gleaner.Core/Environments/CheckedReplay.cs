using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.Environments;

/// <summary>
/// Plays a recorded trajectory again. Recorded states can be trusted as start states only if the environment still shows what
/// was recorded, so every observation is compared.
/// </summary>
public static class CheckedReplay
{
    /// <summary>Replays the actions.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="recorded">What was recorded; its observations may be texts only.</param>
    /// <param name="cancellationToken">Stops the replay.</param>
    /// <returns>The same trajectory with the environment's own observations, rewards and return.</returns>
    /// <exception cref="GleanerException">The environment shows, ends or returns something else than was recorded.</exception>
    public static async ValueTask<Trajectory> PlayAsync(
        IEnvironment environment, Trajectory recorded, CancellationToken cancellationToken = default)
    {
        var outcome = await TryPlayAsync(environment, recorded, isFinalKnown: true, cancellationToken).ConfigureAwait(false);
        return outcome.Played ?? throw new GleanerException(
            $"Replay of {recorded.Policy} on {recorded.Task}, after {outcome.Step} actions: {outcome.Difference} "
            + "The recording was made with other data or another version of the environment; record it again.");
    }

    /// <summary>Replays the actions up to the first difference.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="recorded">What was recorded; its observations may be texts only.</param>
    /// <param name="isFinalKnown">Whether what was seen last was recorded, too, and is to be compared.</param>
    /// <param name="cancellationToken">Stops the replay.</param>
    public static async ValueTask<ReplayOutcome> TryPlayAsync(
        IEnvironment environment, Trajectory recorded, bool isFinalKnown = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(recorded);
        var episode = await environment.ResetAsync(recorded.Task, cancellationToken).ConfigureAwait(false);
        await using var closing = episode.ConfigureAwait(false);
        var turns = ImmutableArray.CreateBuilder<Turn>(recorded.Length);
        for (var step = 0; step < recorded.Length; step++)
        {
            var turn = recorded.Turns[step];
            var seen = episode.Observation;
            if (TextDifference.Find(turn.Observation.Text, seen.Text) is { } difference)
            {
                return Shown(step, difference);
            }

            if (episode.IsDone)
            {
                return new ReplayOutcome(null, step, $"the task has already ended, but the action '{turn.Action}' was recorded.");
            }

            var result = await episode.StepAsync(turn.Action, cancellationToken).ConfigureAwait(false);
            turns.Add(turn with { Observation = seen, Reward = result.Reward, WasPossible = result.WasPossible });
        }

        return isFinalKnown && TextDifference.Find(recorded.Final.Text, episode.Observation.Text) is { } last ? Shown(recorded.Length, last)
            : episode.Return != recorded.Return ? new ReplayOutcome(null, recorded.Length, $"the return is {episode.Return}, but {recorded.Return} was recorded.")
            : new ReplayOutcome(recorded with { Turns = turns.MoveToImmutable(), Final = episode.Observation }, recorded.Length, null) { IsDone = episode.IsDone };
    }

    private static ReplayOutcome Shown(int step, TextDifference difference) => new(null, step, $"the observation differs {difference}.");
}

/// <summary>What came of playing a recorded trajectory again.</summary>
/// <param name="Played">The trajectory with the environment's own observations, rewards and return; null if something differs.</param>
/// <param name="Step">How many actions were played.</param>
/// <param name="Difference">What differs, as a sentence; null if nothing does.</param>
public sealed record ReplayOutcome(Trajectory? Played, int Step, string? Difference)
{
    /// <summary>Whether the task has ended; false if something differs.</summary>
    public bool IsDone { get; init; }
}
