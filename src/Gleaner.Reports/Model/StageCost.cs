namespace Gleaner.Reports.Model;

/// <summary>What one stage of a method cost by itself (not cumulative). <see langword="null"/> means "does not apply".</summary>
public sealed record StageCost
{
    /// <summary>Name of the stage, for example <c>BC: train</c> or <c>iteration 2: explore</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Wall-clock seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Rollouts.</summary>
    public double? Simulations { get; init; }

    /// <summary>Environment steps.</summary>
    public double? EnvironmentSteps { get; init; }

    /// <summary>Tokens sampled from the student.</summary>
    public double? TokensGenerated { get; init; }

    /// <summary>Tokens that carried loss.</summary>
    public double? TokensTrained { get; init; }

    /// <summary>Optimiser steps.</summary>
    public double? GradientSteps { get; init; }
}
