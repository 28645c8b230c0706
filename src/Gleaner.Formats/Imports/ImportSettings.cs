namespace Gleaner.Formats.Imports;

/// <summary>What is said about recordings beside what they hold.</summary>
public sealed record ImportSettings
{
    /// <summary>The policy's name in the trajectories; null: the recording's, or the file's name where it has none.</summary>
    public string? Policy { get; init; }

    /// <summary>The return of runs that record none; null: such runs are refused.</summary>
    public double? AssumedReturn { get; init; }

    /// <summary>Whether several runs of a policy on one task are kept. Default: all but the first are refused, as an expert has one.</summary>
    public bool KeepRepeats { get; init; }

    /// <summary>How tasks are named.</summary>
    public required TaskNames Tasks { get; init; }
}
