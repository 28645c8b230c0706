using Gleaner.Formats.Exports;

namespace Gleaner.CommandLine.Exports;

/// <summary>What is to be exported of a run. Paths are absolute.</summary>
internal sealed record RunExportRequest
{
    public required string Run { get; init; }

    /// <summary>The method by name; null for the first EEF.</summary>
    public required string? Method { get; init; }

    /// <summary>The seed; null for the first.</summary>
    public required ulong? Seed { get; init; }

    /// <summary>The iteration, from 1; null for the last finished one.</summary>
    public required int? Iteration { get; init; }

    public required IExportFormat Format { get; init; }

    /// <summary>The folder of the chat model that ids are made for; null for the run's own student.</summary>
    public required string? Model { get; init; }

    public bool FoldSystem { get; init; }

    public bool WithThoughts { get; init; }

    public TrainedPart Part { get; init; }

    /// <summary>The file.</summary>
    public required string Output { get; init; }
}

/// <summary>What an export came to.</summary>
/// <param name="Source">What was exported, in words.</param>
/// <param name="Counts">How much of it.</param>
internal sealed record RunExportResult(string Source, ExportCounts Counts);
