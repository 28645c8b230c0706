using Gleaner.Runs;
using Spectre.Console;

namespace Gleaner.CommandLine.Progress;

/// <summary>Progress on a screen: a line for each finished stage, below them a bar that is drawn anew.</summary>
internal sealed class LiveProgress(StageText text, IAnsiConsole screen, TimeProvider clock) : IRunObserver
{
    private const int BarWidth = 24;
    private const string EraseLine = "\r\e[2K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private long _lastDrawn;

    public void StageStarted(RunStage stage) => Draw(stage, default);

    public void StageProgressed(RunStage stage, StageProgress progress)
    {
        if (clock.GetElapsedTime(_lastDrawn) >= Pause)
        {
            Draw(stage, progress);
        }
    }

    public void StageFinished(RunStage stage, StageResult result)
    {
        Raw(EraseLine);
        if (StageText.IsSilent(stage, result))
        {
            return;
        }

        var end = result.WasRestored ? "(done before)" : PlainProgress.Seconds(result.Seconds).TrimStart(',', ' ');
        screen.MarkupLineInterpolated($"[green]✓[/] {text.Title(stage)}: {StageText.Counts(result.Last)} [grey]{end}[/]");
    }

    private void Draw(RunStage stage, StageProgress progress)
    {
        _lastDrawn = clock.GetTimestamp();
        var filled = progress.Total > 0 ? Math.Clamp(BarWidth * progress.Done / progress.Total, 0, BarWidth) : 0;
        var line = $"{new string('━', filled)}{new string('─', BarWidth - filled)} {text.Title(stage)}{(progress.Total > 0 ? $": {StageText.Counts(progress)}" : "")}";
        Raw(EraseLine + line[..Math.Min(line.Length, Math.Max(1, screen.Profile.Width - 1))]);
    }

    private void Raw(string line)
    {
        screen.Profile.Out.Writer.Write(line);
        screen.Profile.Out.Writer.Flush();
    }
}
