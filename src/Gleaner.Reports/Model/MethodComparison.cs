namespace Gleaner.Reports.Model;

/// <summary>A paired test of two policies on the same tasks.</summary>
public sealed record MethodComparison
{
    /// <summary>Name of the first method.</summary>
    public required string A { get; init; }

    /// <summary>Name of the second method.</summary>
    public required string B { get; init; }

    /// <summary>The split both were evaluated on.</summary>
    public required string Split { get; init; }

    /// <summary>Tasks paired.</summary>
    public required int Tasks { get; init; }

    /// <summary>Win rate of A minus win rate of B, −1 to 1, with its paired bootstrap interval.</summary>
    public required Estimate Difference { get; init; }

    /// <summary>Mean score of A minus mean score of B, with its paired bootstrap interval.</summary>
    public Estimate? ScoreDifference { get; init; }

    /// <summary>Tasks that A won and B did not.</summary>
    public required int OnlyA { get; init; }

    /// <summary>Tasks that B won and A did not.</summary>
    public required int OnlyB { get; init; }

    /// <summary>Exact two-sided McNemar p-value, 0 to 1; <see langword="null"/> where not computed.</summary>
    public double? McNemarP { get; init; }
}
