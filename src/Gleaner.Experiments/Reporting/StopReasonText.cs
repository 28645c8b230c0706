using System.Globalization;
using Gleaner.Trajectories;

namespace Gleaner.Experiments.Reporting;

/// <summary>Says in words why rollouts ended.</summary>
public static class StopReasonText
{
    /// <summary>A reason.</summary>
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.Done => "task ended",
        StopReason.TurnLimit => "turn limit reached",
        StopReason.ContextLimit => "context full",
        StopReason.ReplayDiverged => "start state not reached",
        StopReason.NoAction => "gave up",
        StopReason.EnvironmentTimedOut => "the environment did not answer in time",
        StopReason.EnvironmentDied => "the environment ended",
        StopReason.EnvironmentError => "the environment failed",
        _ => reason.ToString(),
    };

    /// <summary><c>325 of 390 rollouts did not end with their task: context full 300 (76.9 %), turn limit reached 25 (6.4 %)</c>.</summary>
    /// <param name="stops">Rollouts by reason, those whose task ended left out; at least one.</param>
    /// <param name="rollouts">All rollouts.</param>
    public static string Summary(IReadOnlyDictionary<StopReason, int> stops, int rollouts)
    {
        ArgumentNullException.ThrowIfNull(stops);
        var reasons = stops
            .OrderByDescending(stop => stop.Value)
            .ThenBy(stop => stop.Key)
            .Select(stop => Text($"{Of(stop.Key)} {stop.Value:N0} ({100.0 * stop.Value / rollouts:0.0} %)"));
        return Text($"{stops.Values.Sum():N0} of {rollouts:N0} rollouts did not end with their task: {string.Join(", ", reasons)}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
