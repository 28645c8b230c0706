using System.Text.Json;
using Gleaner.Students;

namespace Gleaner.Trainers.Students;

/// <summary>Reads the losses that a trainer prints as JSON lines with <c>step</c> and <c>loss</c>, as <c>trainers/sft.py</c> does; other lines say nothing.</summary>
internal sealed class PrintedLosses(int steps, IProgress<LearningProgress>? progress) : IProgress<string>
{
    private readonly Lock _gate = new();
    private readonly List<double> _losses = [];

    public IReadOnlyList<double> Losses
    {
        get
        {
            lock (_gate)
            {
                return [.. _losses];
            }
        }
    }

    public void Report(string value)
    {
        if (!value.StartsWith('{') || Read(value) is not { } read)
        {
            return;
        }

        lock (_gate)
        {
            _losses.Add(read.Loss);
        }

        progress?.Report(new LearningProgress(read.Step, steps, read.Loss));
    }

    private static (int Step, double Loss)? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("step", out var step) && step.TryGetInt32(out var number)
                && document.RootElement.TryGetProperty("loss", out var loss) && loss.TryGetDouble(out var value)
                    ? (number, value)
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A trainer prints what it likes.
            return null;
        }
    }
}
