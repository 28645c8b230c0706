using System.Collections.Immutable;

namespace Gleaner.Runs;

/// <summary>What <c>method.json</c> holds.</summary>
public sealed record MethodDescription
{
    /// <summary>The method's name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Its place among the methods of the run's configuration, for the order of tables.</summary>
    public required int Order { get; init; }

    /// <summary>The stage that it starts from: another method's iteration, or pre-training.</summary>
    public required string StartStage { get; init; }

    /// <summary>The stage that every iteration trains from; null if it trains the current student on.</summary>
    public required string? RestartStage { get; init; }

    /// <summary>Iterations that it is to run.</summary>
    public required int Iterations { get; init; }

    /// <summary>The experts whose trajectories it was given.</summary>
    public required ImmutableArray<string> Experts { get; init; }

    /// <summary>The training split.</summary>
    public required string Training { get; init; }

    /// <summary>The dev split; null for none.</summary>
    public required string? Dev { get; init; }

    /// <summary>The test splits.</summary>
    public required ImmutableArray<string> Tests { get; init; }
}
