using System.Buffers;

namespace Gleaner.Viewer.Index;

/// <summary>Some lines of a file as they go into the index, read without it.</summary>
internal sealed class IndexBatch
{
    private readonly ArrayBufferWriter<byte> _texts = new(64 * 1024);

    /// <summary>Bytes of the file before the lines.</summary>
    public required long Start { get; init; }

    /// <summary>Bytes of the file up to the end of the last line.</summary>
    public long End { get; set; }

    /// <summary>Lines of the file up to the end of the last one.</summary>
    public long Lines { get; set; }

    public List<RolloutEntry> Rollouts { get; } = [];

    /// <summary>Examples or verdicts by the task that they are about.</summary>
    public List<(string Task, long Offset, int Length)> Examples { get; } = [];

    /// <summary>Lines that cannot be read.</summary>
    public List<(long Line, string Problem)> Damaged { get; } = [];

    /// <summary>Keeps a text.</summary>
    public TextSpan Keep(ReadOnlySpan<byte> text)
    {
        var start = _texts.WrittenCount;
        _texts.Write(text);
        return new TextSpan(start, text.Length);
    }

    /// <summary>A text that was kept, as UTF-8.</summary>
    public ReadOnlySpan<byte> TextOf(TextSpan text) => _texts.WrittenSpan.Slice(text.Start, text.Length);
}

/// <summary>Where a text of a batch is.</summary>
internal readonly record struct TextSpan(int Start, int Length);

/// <summary>A rollout as it goes into the index.</summary>
internal readonly record struct RolloutEntry
{
    public required RolloutId Id { get; init; }

    public required long Offset { get; init; }

    public required int Length { get; init; }

    public required string Task { get; init; }

    public required string? Trunk { get; init; }

    public required int Step { get; init; }

    public required int Attempt { get; init; }

    public required double Return { get; init; }

    public required bool IsWon { get; init; }

    public required Trajectories.StopReason Stop { get; init; }

    public required int Steps { get; init; }

    public required int Tokens { get; init; }

    public required double? LogProbability { get; init; }

    public required TextSpan Actions { get; init; }

    public required TextSpan Thoughts { get; init; }

    public required TextSpan Observations { get; init; }
}
