namespace Gleaner.Reports.Model;

/// <summary>One seed's iterations of a method that was run with several.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Iterations">The seed's own results, by ascending iteration.</param>
public sealed record SeedResult(long Seed, IReadOnlyList<IterationResult> Iterations);
