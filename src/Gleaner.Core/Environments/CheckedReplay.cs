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
        ArgumentNullException.ThrowIfNull(recorded);
        var state = await TryOpenAsync(environment, recorded, recorded.Length, isFinalKnown, cancellationToken).ConfigureAwait(false);
        await using var closing = state.ConfigureAwait(false);
        return state.Episode is not { } episode ? new ReplayOutcome(null, state.Step, state.Difference)
            : !recorded.HasReturn(episode.Return) ? new ReplayOutcome(null, state.Step, $"the return is {episode.Return}, but {recorded.Return} was recorded.")
            : new ReplayOutcome(recorded with { Turns = state.Turns, Final = episode.Observation, Return = episode.Return }, state.Step, null) { IsDone = episode.IsDone };
    }

    /// <summary>Reaches a state of a recorded trajectory by replaying the actions before it, and leaves the episode open there.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="recorded">What was recorded; its observations may be texts only.</param>
    /// <param name="steps">How many of its actions are replayed, 0 to all.</param>
    /// <param name="isFinalKnown">Whether what was seen last was recorded, too, and is to be compared.</param>
    /// <param name="cancellationToken">Stops the replay.</param>
    /// <returns>The state; the caller disposes it.</returns>
    public static async ValueTask<ReplayedState> TryOpenAsync(
        IEnvironment environment, Trajectory recorded, int steps, bool isFinalKnown = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, recorded.Length);
        var episode = await environment.ResetAsync(recorded.Task, cancellationToken).ConfigureAwait(false);
        var isOpen = false;
        try
        {
            var state = await PlayAsync(environment, episode, recorded, steps, isFinalKnown, cancellationToken).ConfigureAwait(false);
            isOpen = state.Episode is not null;
            return state;
        }
        finally
        {
            if (!isOpen)
            {
                await episode.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<ReplayedState> PlayAsync(
        IEnvironment environment, IEpisode episode, Trajectory recorded, int steps, bool isFinalKnown, CancellationToken cancellationToken)
    {
        var turns = ImmutableArray.CreateBuilder<Turn>(steps);
        for (var step = 0; step < steps; step++)
        {
            var turn = recorded.Turns[step];
            var seen = episode.Observation;
            if (Difference(environment, turn.Observation, seen) is { } difference)
            {
                return Shown(step, difference);
            }

            if (episode.IsDone)
            {
                return new ReplayedState(null, [], step, $"the task has already ended, but the action '{turn.Action}' was recorded.");
            }

            var result = await episode.StepAsync(turn.Action, cancellationToken).ConfigureAwait(false);
            turns.Add(turn with { Observation = seen, Reward = result.Reward, WasPossible = result.WasPossible });
        }

        var expected = steps < recorded.Length ? recorded.Turns[steps].Observation : isFinalKnown ? recorded.Final : null;
        return expected is not null && Difference(environment, expected, episode.Observation) is { } last
            ? Shown(steps, last)
            : new ReplayedState(episode, turns.MoveToImmutable(), steps, null);
    }

    private static TextDifference? Difference(IEnvironment environment, Observation recorded, Observation seen) =>
        TextDifference.Find(recorded.Text, seen.Text) is { } difference && !environment.ShowsSameState(recorded.Text, seen.Text) ? difference : null;

    private static ReplayedState Shown(int step, TextDifference difference) => new(null, [], step, $"the observation differs {difference}.");
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

/// <summary>A state of a recorded trajectory that was reached again, with its episode open. Disposing it closes the episode.</summary>
/// <param name="Episode">The episode in that state; null if something differs before.</param>
/// <param name="Turns">The turns up to it, with the environment's own observations and rewards; empty if something differs.</param>
/// <param name="Step">How many actions were played.</param>
/// <param name="Difference">What differs, as a sentence; null if nothing does.</param>
public sealed record ReplayedState(IEpisode? Episode, ImmutableArray<Turn> Turns, int Step, string? Difference) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Episode?.DisposeAsync() ?? default;
}
