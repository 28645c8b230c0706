using System.Globalization;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>What a page that is open asks for every few seconds.</summary>
/// <param name="Version">Changes when the run has gone on.</param>
/// <param name="Rollouts">Rollouts in the index.</param>
/// <param name="Ready">Whether nothing that a page waits for is still being made.</param>
/// <param name="Text">How far the run is, in a sentence.</param>
internal sealed record LiveNews(long Version, long Rollouts, bool Ready, string Text)
{
    public static LiveNews Of(ViewedRun run, TimeProvider time)
    {
        var state = run.Index.State;
        var rate = run.Rate(time) is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $", {perSecond:0.0} a second") : "";
        var text = state.IsComplete
            ? $"{Numbers.Count(state.Rollouts)} rollouts so far{rate}."
            : $"{Numbers.Percent(state.Share)} of the run's files are indexed.";
        return new LiveNews(state.Version, state.Rollouts, state.IsComplete && !run.IsRefreshing && !run.Player.IsOpening, text);
    }
}
