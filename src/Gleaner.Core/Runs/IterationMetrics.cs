using System.Collections.Immutable;
using Gleaner.Evaluation;

namespace Gleaner.Runs;

/// <summary>Everything measured in one iteration of a method; deterministic, so seconds are kept apart.</summary>
public sealed record IterationMetrics
{
    /// <summary>The iteration, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Exploration of this iteration.</summary>
    public required ExplorationMetrics Exploration { get; init; }

    /// <summary>Learning of this iteration.</summary>
    public required LearningMetrics Learning { get; init; }

    /// <summary>Evaluations of the student after it, dev first if there is one.</summary>
    public required ImmutableArray<SplitEvaluation> Evaluations { get; init; }

    /// <summary>Sums over this iteration and those before it.</summary>
    public required CumulativeCosts Cumulative { get; init; }

    /// <summary>Training tasks with a solution in D⁺ after this iteration, the expert's included.</summary>
    public required int SolvedTasks { get; init; }

    /// <summary>Training tasks in D⁺ that no expert solved.</summary>
    public required int NewlySolvedTasks { get; init; }

    /// <summary>The evaluation on a split; null if it was not evaluated.</summary>
    public SplitEvaluation? On(string split) => Evaluations.FirstOrDefault(evaluation => evaluation.Split == split);
}

/// <summary>What a method has spent since its start checkpoint.</summary>
/// <param name="Simulations">Rollouts simulated.</param>
/// <param name="StudentSteps">Environment steps that the student took.</param>
/// <param name="ReplayedSteps">Expert actions replayed to reach start states.</param>
/// <param name="SampledTokens">Tokens sampled.</param>
/// <param name="GradientSteps">Gradient steps.</param>
/// <param name="TrainedTokens">Tokens that carried loss.</param>
public readonly record struct CumulativeCosts(
    long Simulations, long StudentSteps, long ReplayedSteps, long SampledTokens, long GradientSteps, long TrainedTokens)
{
    /// <summary>Environment steps, replayed ones included.</summary>
    public long EnvironmentSteps => StudentSteps + ReplayedSteps;

    internal CumulativeCosts Add(ExplorationMetrics exploration, LearningMetrics learning) => new(
        Simulations + exploration.Simulations,
        StudentSteps + exploration.StudentSteps,
        ReplayedSteps + exploration.ReplayedSteps,
        SampledTokens + exploration.SampledTokens,
        GradientSteps + learning.Steps,
        TrainedTokens + learning.TrainedTokens);
}
