namespace Gleaner.Formats.Imports;

/// <summary>What is said about recordings beside what they hold.</summary>
public sealed record ImportSettings
{
    /// <summary>The policy's name in the trajectories; null: the recording's, or the file's name where it has none.</summary>
    public string? Policy { get; init; }

    /// <summary>The return of runs that record none; null: such runs are refused.</summary>
    public double? AssumedReturn { get; init; }

    /// <summary>The path of the member that holds the return (<c>metadata.score</c>); null: <c>return</c>, <c>reward</c>, <c>score</c> or <c>success</c>.</summary>
    public string? ReturnField { get; init; }

    /// <summary>Most runs of a policy on one task that are kept, at least 1; null: all. Several runs of a task are what EEF explores from.</summary>
    public int? MaxRunsPerTask { get; init; }

    /// <summary>What becomes of replies in which no action can be made out. Default: their runs are refused.</summary>
    public MalformedReplies Malformed { get; init; } = MalformedReplies.Refuse;

    /// <summary>How tasks are named.</summary>
    public required TaskNames Tasks { get; init; }

    /// <summary>The return that a run records; null if it records none.</summary>
    /// <exception cref="RunRefusedException">What it records is no number.</exception>
    public double? ReturnOf(ImportedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return ReturnField is not { } path ? run.Json.NumberOrNull("return", "reward", "score", "success")
            : run.At(path) is { ValueKind: not System.Text.Json.JsonValueKind.Null } value ? RunMembers.Number(value, path)
            : null;
    }
}
