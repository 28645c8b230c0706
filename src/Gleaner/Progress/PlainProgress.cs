using System.Globalization;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Progress;

/// <summary>Progress as lines, for files and pipes: one for each finished stage, and one now and then within long ones.</summary>
internal sealed class PlainProgress(StageText text, TextWriter output, TimeProvider clock) : IRunObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);
    private readonly long _start = clock.GetTimestamp();
    private long _lastLine = clock.GetTimestamp();

    public void StageStarted(RunStage stage) => _lastLine = clock.GetTimestamp();

    public void StageProgressed(RunStage stage, StageProgress progress)
    {
        if (clock.GetElapsedTime(_lastLine) >= Pause)
        {
            Write($"{text.Title(stage)}: {StageText.Counts(progress)}");
        }
    }

    public void StageFinished(RunStage stage, StageResult result)
    {
        if (!StageText.IsSilent(stage, result))
        {
            Write($"{text.Title(stage)}: {StageText.FinalCounts(result.Last)}{(result.WasRestored ? " (done before)" : Seconds(result.Seconds))}");
            if (text.Ends(stage, result.Last) is { } ends)
            {
                Write(ends);
            }
        }
    }

    internal static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $", {seconds:F1} s");

    private void Write(string line)
    {
        _lastLine = clock.GetTimestamp();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{clock.GetElapsedTime(_start).TotalSeconds,6:F0} s] {line}"));
        output.Flush();
    }
}
