using System.Globalization;
using Gleaner.Experiments.Reporting;
using Gleaner.Trajectories;

namespace Gleaner.Viewer.Index;

/// <summary>What a recorded rollout was made for.</summary>
internal enum RolloutKind
{
    /// <summary>An expert's run on a training task: a trunk.</summary>
    Expert,

    /// <summary>A student's rollout on a training task: a branch.</summary>
    Exploration,

    /// <summary>A greedy rollout on a split.</summary>
    Evaluation,
}

/// <summary>Names a rollout of a run for good: the same in every index of the run, and part of links.</summary>
/// <param name="Value">63 bits of the hash of its file and key.</param>
internal readonly record struct RolloutId(long Value)
{
    private const int Digits = 16;

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads an id from a link.</summary>
    public static bool TryParse(string? text, out RolloutId id)
    {
        id = default;
        if (text is not { Length: Digits } || !long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        id = new RolloutId(value);
        return true;
    }
}

/// <summary>A method under one seed, or the experts, as the index numbers them.</summary>
/// <param name="Number">The number; 0 stands for the experts.</param>
/// <param name="Folder">The method's folder in the run, for example <c>seed-1/EEF</c>; empty for the experts.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Seed">The seed.</param>
internal sealed record Track(int Number, string Folder, string Method, ulong Seed)
{
    /// <summary>Names it in links.</summary>
    public string Slug => Folder.Length == 0 ? "experts" : ViewerPages.Track(Folder);
}

/// <summary>A task of a run.</summary>
/// <param name="Number">Its number in the index.</param>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Names it in links.</param>
/// <param name="Text">What it asks for; empty if the run does not say.</param>
/// <param name="Place">Its place in the training split, from 0; −1 for others.</param>
internal sealed record TaskRow(int Number, string Id, string Slug, string Text, int Place);

/// <summary>What the index keeps of a rollout; the rest is read from its line.</summary>
internal sealed record RolloutRow
{
    public required RolloutId Id { get; init; }

    public required RolloutKind Kind { get; init; }

    public required LineAt Line { get; init; }

    public required int Task { get; init; }

    /// <summary>The track; 0 for an expert's.</summary>
    public required int Track { get; init; }

    /// <summary>The iteration, from 1; 0 for an expert's.</summary>
    public required int Iteration { get; init; }

    /// <summary>The split that it was evaluated on; empty for a training rollout.</summary>
    public required string Split { get; init; }

    /// <summary>The expert that played; empty for a student.</summary>
    public required string Expert { get; init; }

    /// <summary>The trunk that it starts on; null for s0.</summary>
    public required string? Trunk { get; init; }

    public required int Step { get; init; }

    public required int Attempt { get; init; }

    public required double Return { get; init; }

    public required bool IsWon { get; init; }

    public required StopReason Stop { get; init; }

    /// <summary>Actions of its own.</summary>
    public required int Steps { get; init; }

    /// <summary>Tokens sampled; 0 if its author is no token policy.</summary>
    public required int Tokens { get; init; }

    /// <summary>The sum of the tokens' log-probabilities, in nats; null if there are none.</summary>
    public required double? LogProbability { get; init; }

    /// <summary>Its number in this index: rollouts that were taken in later have higher ones.</summary>
    public required long Number { get; init; }

    /// <summary>Whether it says anything about its policy.</summary>
    public bool WasSimulated => Stop.IsOfThePolicy;

    /// <summary>The name of its start state within the task.</summary>
    public string Label => Trunk is null || Step == 0 ? "s0" : $"s{Step} of {Trunk}";
}

/// <summary>Where a line stands in a file of the run.</summary>
/// <param name="File">The file's number in the index.</param>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Length">Its bytes, without the line feed.</param>
internal readonly record struct LineAt(int File, long Offset, int Length);

/// <summary>A stage of a split that something came of: a track's iteration, or an expert's runs.</summary>
/// <param name="Track">The track; 0 for an expert.</param>
/// <param name="Iteration">The iteration; 0 for an expert.</param>
/// <param name="Expert">The expert; empty for a track.</param>
internal sealed record PlayedStage(int Track, int Iteration, string Expert);

/// <summary>What came of a task in a stage: attempts that count, and how many of them won.</summary>
internal readonly record struct StageTally(int Attempts, int Wins);

/// <summary>How far the index has come.</summary>
/// <param name="Version">Changes whenever rows are added or taken out.</param>
/// <param name="Rollouts">Rollouts in the index.</param>
/// <param name="PendingBytes">Bytes of the run's files that are not in it yet.</param>
/// <param name="TotalBytes">Bytes of the run's files.</param>
/// <param name="Damaged">Lines that cannot be read, by file.</param>
internal sealed record IndexState(long Version, long Rollouts, long PendingBytes, long TotalBytes, IReadOnlyList<DamagedLine> Damaged)
{
    public bool IsComplete => PendingBytes == 0;

    /// <summary>The stages that play at this moment.</summary>
    public IReadOnlyList<JournalState> Journals { get; init; } = [];

    /// <summary>Files that could not be read the last time, a sentence each.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>0 to 1.</summary>
    public double Share => TotalBytes == 0 ? 1 : 1 - ((double)PendingBytes / TotalBytes);
}

/// <summary>A whole line of a file that cannot be read; the lines around it can.</summary>
internal sealed record DamagedLine(string File, long Line, string Problem);
