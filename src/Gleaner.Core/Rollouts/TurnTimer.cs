using System.Globalization;
using Gleaner.Environments;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>Waits for turns of an environment for as long as they may take.</summary>
/// <param name="time">How long one may take; <see cref="Timeout.InfiniteTimeSpan"/> for any time.</param>
/// <param name="clock">The clock.</param>
internal sealed class TurnTimer(TimeSpan time, TimeProvider clock)
{
    /// <summary>Any turn may take any time.</summary>
    public static TurnTimer Unlimited { get; } = new(Timeout.InfiniteTimeSpan, TimeProvider.System);

    public TimeProvider Clock => clock;

    public bool IsLimited => time != Timeout.InfiniteTimeSpan;

    /// <summary>Whether a turn ends in time, well or not.</summary>
    public ValueTask<bool> EndsAsync(Task turn) => EndsAsync(turn, time, clock);

    /// <summary>The failure of a turn that did not.</summary>
    /// <param name="what">What it is.</param>
    public EnvironmentFailedException TimedOut(string what) =>
        new(StopReason.EnvironmentTimedOut, $"{what} did not end within {time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s.");

    /// <summary>Whether something ends in time, well or not. It is not told to end, and nobody is told if the time is over first.</summary>
    public static async ValueTask<bool> EndsAsync(Task work, TimeSpan within, TimeProvider clock)
    {
        await work.WaitAsync(within, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return work.IsCompleted;
    }

    /// <summary>Tells work to end that nobody waits for any more, and puts away what it used when it has; its failure concerns nobody.</summary>
    public static async Task AbandonAsync(Task work, CancellationTokenSource ending, Func<ValueTask> putAway)
    {
        await ending.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Run(async () => await putAway().ConfigureAwait(false)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }
}
