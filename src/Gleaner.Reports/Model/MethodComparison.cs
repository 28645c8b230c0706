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

    /// <summary>The same difference with Student's t interval over seeds; <see langword="null"/> with one seed.</summary>
    public Estimate? OverSeeds { get; init; }

    /// <summary>The smallest true difference that such a test finds with a chance of 80 %; <see langword="null"/> where not computed.</summary>
    public double? MinimumDetectable { get; init; }

    /// <summary>Mean score of A minus mean score of B, with its paired bootstrap interval.</summary>
    public Estimate? ScoreDifference { get; init; }

    /// <summary>Tasks that A won and B did not.</summary>
    public required int OnlyA { get; init; }

    /// <summary>Tasks that B won and A did not.</summary>
    public required int OnlyB { get; init; }

    /// <summary>Exact two-sided McNemar p-value, 0 to 1; <see langword="null"/> where not computed.</summary>
    public double? McNemarP { get; init; }

    /// <summary>Two-sided p-value of the bootstrap, 0 to 1; <see langword="null"/> where not computed.</summary>
    public double? PValue { get; init; }

    /// <summary><see cref="PValue"/> after Holm's correction for all tests of the report; <see langword="null"/> where not computed.</summary>
    public double? AdjustedP { get; init; }

    /// <summary>Whether the two spent different numbers of simulations; such tests are there only if they were asked for.</summary>
    public bool HasUnequalBudgets { get; init; }
}

/// <summary>Two methods that were not tested against each other because they spent different numbers of simulations.</summary>
/// <param name="A">Name of the first method.</param>
/// <param name="B">Name of the second method.</param>
/// <param name="SimulationsOfA">What the first one spent, a mean over seeds.</param>
/// <param name="SimulationsOfB">What the second one spent.</param>
public sealed record RefusedComparison(string A, string B, double SimulationsOfA, double SimulationsOfB);
