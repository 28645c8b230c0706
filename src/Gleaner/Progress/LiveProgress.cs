using Gleaner.CommandLine.Terminals;
using Gleaner.IO.Texts;
using Gleaner.Runs;
using Spectre.Console;

namespace Gleaner.CommandLine.Progress;

/// <summary>Progress on a screen: a line for each finished stage, below them a bar for the one that is being worked on.</summary>
internal sealed class LiveProgress : IRunObserver
{
    private readonly StageText _text;
    private readonly IAnsiConsole _screen;
    private readonly ProgressContext _bars;
    private ProgressTask? _bar;

    private LiveProgress(StageText text, IAnsiConsole screen, ProgressContext bars) => (_text, _screen, _bars) = (text, screen, bars);

    /// <summary>Shows the progress of some work until it ends.</summary>
    /// <param name="text">What stages are called.</param>
    /// <param name="screen">Where.</param>
    /// <param name="work">The work; it tells the observer.</param>
    public static Task ShowAsync(StageText text, IAnsiConsole screen, Func<IRunObserver, Task> work) => screen
        .Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left }, new RemainingTimeColumn())
        .StartAsync(bars => work(new LiveProgress(text, screen, bars)));

    public void StageStarted(RunStage stage) => _bar = _bars.AddTask(Terminal.Shown(_text.Title(stage))).IsIndeterminate();

    public void StageProgressed(RunStage stage, StageProgress progress)
    {
        if (_bar is { } bar && progress.Total > 0)
        {
            bar.IsIndeterminate(false);
            bar.MaxValue = progress.Total;

            // A bar that is full counts as finished and is hidden; the stage says itself when it is.
            bar.Value = Math.Min(progress.Done, progress.Total - 0.5);
            bar.Description = Terminal.Shown($"{_text.Title(stage)}: {StageText.Counts(progress)}");
        }
    }

    public void StageFinished(RunStage stage, StageResult result)
    {
        if (_bar is { } bar)
        {
            bar.IsIndeterminate(false);
            bar.Value = bar.MaxValue;
            bar.StopTask();
            _bar = null;
        }

        if (!StageText.IsSilent(stage, result))
        {
            var end = result.WasRestored ? "(done before)" : PlainProgress.Seconds(result.Seconds).TrimStart(',', ' ');
            _screen.MarkupLineInterpolated($"[green]✓[/] {VisibleText.Of(_text.Title(stage))}: {StageText.FinalCounts(result.Last)} [grey]{end}[/]");
            if (_text.Ends(stage, result.Last) is { } ends)
            {
                _screen.MarkupLineInterpolated($"  [grey]{VisibleText.Of(ends)}[/]");
            }
        }
    }
}
