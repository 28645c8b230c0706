namespace Gleaner.Reports.Model;

/// <summary>
/// A policy after one iteration, with everything spent up to there. All counts are cumulative since the end of behaviour
/// cloning's data collection; with several seeds they are means over seeds. <see langword="null"/> means "does not apply".
/// </summary>
public sealed record IterationResult
{
    /// <summary>0 is the behaviour-cloned student (or the expert itself), 1 the first exploration iteration, and so on.</summary>
    public required int Iteration { get; init; }

    /// <summary>Results by split; splits that were not evaluated are absent.</summary>
    public IReadOnlyList<SplitResult> Splits { get; init; } = [];

    /// <summary>Training rollouts so far.</summary>
    public double? Simulations { get; init; }

    /// <summary>Training rollouts so far that were not simulated because their start state was not reached again; no part of <see cref="Simulations"/>.</summary>
    public double StartsMissed { get; init; }

    /// <summary>Environment steps of the training rollouts so far, replayed expert steps included.</summary>
    public double? EnvironmentSteps { get; init; }

    /// <summary>Tokens sampled from the student in training rollouts so far.</summary>
    public double? TokensGenerated { get; init; }

    /// <summary>Tokens that carried loss so far, counted once per epoch.</summary>
    public double? TokensTrained { get; init; }

    /// <summary>Optimiser steps so far.</summary>
    public double? GradientSteps { get; init; }

    /// <summary>Wall-clock seconds so far.</summary>
    public double? Seconds { get; init; }

    /// <summary>Training tasks with at least one positive trajectory so far, the expert's own included.</summary>
    public double? TrainingTasksSolved { get; init; }

    /// <summary>Training tasks solved so far that the expert failed.</summary>
    public double? NewlySolved { get; init; }

    /// <summary>The result on a split, or <see langword="null"/> where it was not evaluated.</summary>
    public SplitResult? On(string split) => Splits.FirstOrDefault(r => string.Equals(r.Split, split, StringComparison.Ordinal));
}
