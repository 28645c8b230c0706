using System.Globalization;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>What pages that are open are told while a run goes on.</summary>
/// <param name="Version">Changes when the run has gone on: whoever has heard of it has missed nothing.</param>
/// <param name="Rollouts">Rollouts in the index.</param>
/// <param name="Ready">Whether nothing that a page waits for is still being made.</param>
/// <param name="IsFinished">Whether the run is finished.</param>
/// <param name="Text">How far the run is, in a sentence or two.</param>
/// <param name="Stages">The stages that play.</param>
internal sealed record LiveNews(string Version, long Rollouts, bool Ready, bool IsFinished, string Text, IReadOnlyList<LiveStage> Stages)
{
    public static LiveNews Of(ViewedRun run)
    {
        var state = run.Index.State;
        var stages = state.Journals.Select(journal => LiveStage.Of(journal, run.Pace(journal.Name).Observe(journal.Done))).ToList();
        var isFinished = !run.IsLive();
        var text = !state.IsComplete ? $"{Numbers.Percent(state.Share)} of the run's files are indexed."
            : isFinished ? $"The run is finished, with {Numbers.Count(state.Rollouts)} rollouts."
            : stages.Count == 0 ? $"{Numbers.Count(state.Rollouts)} rollouts so far. None is being played at this moment."
            : string.Join(" ", stages.Select(stage => stage.Text));
        return new LiveNews(
            run.LiveVersion(), state.Rollouts, state.IsComplete && !run.IsRefreshing && !run.IsDeriving && !run.Player.IsOpening, isFinished, text, stages);
    }
}

/// <summary>A stage that plays.</summary>
/// <param name="Name">The stage in words.</param>
/// <param name="Done">Its rollouts so far.</param>
/// <param name="Expected">How many it will be, as far as the run tells; null if it does not.</param>
/// <param name="Text">All of it in a sentence.</param>
internal sealed record LiveStage(string Name, long Done, long? Expected, string Text)
{
    public static LiveStage Of(Index.JournalState journal, double? perSecond)
    {
        var text = $"{journal.Name}, {Numbers.Count(journal.Done)}";
        text += journal.Expected is { } expected ? $" of {(journal.IsEstimate ? "about " : "")}{Numbers.Count(expected)} rollouts" : " rollouts so far";
        if (perSecond is { } rate)
        {
            text += rate > 0 ? $", {Rate(rate)}" : ", none in the last moments";
            if (rate > 0 && journal.Expected - journal.Done is > 0 and var left)
            {
                text += $", about {Duration(TimeSpan.FromSeconds(left / rate))} left in this stage";
            }
        }

        return new LiveStage(journal.Name, journal.Done, journal.Expected, text + ".");
    }

    private static string Rate(double perSecond) => perSecond >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:#,0.#} a second")
        : string.Create(CultureInfo.InvariantCulture, $"{perSecond * 60:#,0.#} a minute");

    private static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalSeconds):0} s"),
        < 90 * 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
    };
}
