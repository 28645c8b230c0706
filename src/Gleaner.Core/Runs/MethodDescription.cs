using System.Collections.Immutable;

namespace Gleaner.Runs;

/// <summary>What <c>method.json</c> holds.</summary>
public sealed record MethodDescription
{
    /// <summary>The method's name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in tables, from 0.</summary>
    public required int Order { get; init; }

    /// <summary>The stage that it starts from: another method's iteration, or pre-training.</summary>
    public required string StartStage { get; init; }

    /// <summary>The stage that every iteration trains from; null if it trains the current student on.</summary>
    public required string? RestartStage { get; init; }

    /// <summary>Iterations that it is to run.</summary>
    public required int Iterations { get; init; }

    /// <summary>The experts whose trajectories it was given, in ordinal order.</summary>
    public required ImmutableArray<string> Experts { get; init; }

    /// <summary>The training split.</summary>
    public required string Training { get; init; }

    /// <summary>The dev split; null for none.</summary>
    public required string? Dev { get; init; }

    /// <summary>The test splits.</summary>
    public required ImmutableArray<string> Tests { get; init; }

    /// <summary>The return from which on a trajectory is positive.</summary>
    public required double SuccessThreshold { get; init; }

    /// <summary>All splits that it is evaluated on, dev first.</summary>
    public IEnumerable<string> EvaluationSplits => Dev is null ? Tests : Tests.Prepend(Dev);

    internal static MethodDescription Of(MethodRun run, double successThreshold) => new()
    {
        Name = run.Method.Name,
        Order = run.Order,
        StartStage = run.StartStage,
        RestartStage = run.RestartStage,
        Iterations = run.Iterations,
        Experts = [.. run.Experts.Select(expert => expert.Policy).Distinct().Order(StringComparer.Ordinal)],
        Training = run.Training.Name,
        Dev = run.Dev?.Name,
        Tests = [.. run.Tests.Select(split => split.Name)],
        SuccessThreshold = successThreshold,
    };

    // The arrays of a record compare by reference, so they are compared apart.
    internal bool IsSameAs(MethodDescription other) =>
        Experts.SequenceEqual(other.Experts)
        && Tests.SequenceEqual(other.Tests)
        && this with { Experts = other.Experts, Tests = other.Tests } == other;
}
