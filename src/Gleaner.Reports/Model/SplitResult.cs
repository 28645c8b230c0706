namespace Gleaner.Reports.Model;

/// <summary>How one policy did on one split of tasks.</summary>
public sealed record SplitResult
{
    /// <summary>Name of the split, equal to a <see cref="SplitInfo.Name"/>.</summary>
    public required string Split { get; init; }

    /// <summary>Tasks evaluated.</summary>
    public required int Tasks { get; init; }

    /// <summary>Tasks won; with several seeds the mean over seeds.</summary>
    public required double Wins { get; init; }

    /// <summary>Share of tasks won, 0 to 1.</summary>
    public required Estimate WinRate { get; init; }

    /// <summary>Mean return, 0 to 1; <see langword="null"/> where it was not recorded.</summary>
    public Estimate? Score { get; init; }

    /// <summary>Further figures; empty if the environment has none.</summary>
    public IReadOnlyList<MeasureValue> Measures { get; init; } = [];
}
