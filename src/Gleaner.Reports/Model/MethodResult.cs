namespace Gleaner.Reports.Model;

/// <summary>One row of the comparison: a method or an expert, with its results, costs and curves.</summary>
public sealed record MethodResult
{
    /// <summary>Name shown everywhere, unique in the report, for example <c>RFT×6</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A shorter name for chart labels, for example <c>BC+</c>; <see langword="null"/> to use <see cref="Name"/>.</summary>
    public string? ShortName { get; init; }

    /// <summary>The part it plays.</summary>
    public required RowKind Kind { get; init; }

    /// <summary>One sentence on what the method does; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>For an expert: it is a scripted stand-in, not a large language model. The report says so wherever it appears.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>The seeds the results are means over; empty where seeds do not apply.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>Results by ascending iteration, means over seeds. An expert has one entry, iteration 0.</summary>
    public IReadOnlyList<IterationResult> Iterations { get; init; } = [];

    /// <summary>Each seed's own results, drawn as thin lines behind the mean; empty with one seed.</summary>
    public IReadOnlyList<SeedResult> PerSeed { get; init; } = [];

    /// <summary>The iteration chosen on the dev split, or <see langword="null"/> where there is no dev split.</summary>
    public int? BestOnDev { get; init; }

    /// <summary>Costs stage by stage, in the order they ran.</summary>
    public IReadOnlyList<StageCost> Stages { get; init; } = [];

    /// <summary>Training losses stage by stage.</summary>
    public IReadOnlyList<LossCurve> Losses { get; init; } = [];

    /// <summary>Success of rollouts by start state; empty for methods that start from s₀ only.</summary>
    public IReadOnlyList<StartStateResult> StartStates { get; init; } = [];

    /// <summary>The last iteration, or <see langword="null"/> before any is done.</summary>
    public IterationResult? Last => Iterations.Count == 0 ? null : Iterations[^1];

    /// <summary>The iteration chosen on the dev split, or <see langword="null"/> where none was chosen or it is missing.</summary>
    public IterationResult? Best => BestOnDev is { } best ? Iterations.FirstOrDefault(i => i.Iteration == best) : null;
}

/// <summary>The part a method plays in the comparison; it decides the method's colour and line style.</summary>
public enum RowKind
{
    /// <summary>The policy that wrote the training trajectories; drawn as a dashed horizontal line.</summary>
    Expert,

    /// <summary>A published method to compare with, such as behaviour cloning or RFT×6.</summary>
    Baseline,

    /// <summary>A variant that isolates one cause, such as "BC, as many gradient steps more".</summary>
    Control,

    /// <summary>Exploring Expert Failures; drawn in the accent colour.</summary>
    Eef,
}

/// <summary>One seed's iterations of a method that was run with several.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Iterations">The seed's own results, by ascending iteration.</param>
public sealed record SeedResult(long Seed, IReadOnlyList<IterationResult> Iterations);

/// <summary>What one stage of a method cost on its own (not cumulative). <see langword="null"/> means "does not apply".</summary>
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

/// <summary>The training loss of one stage.</summary>
/// <param name="Stage">Name of the stage, for example <c>BC</c> or <c>iteration 1</c>.</param>
/// <param name="Points">Loss by optimiser step of this stage, ascending; need not hold every step.</param>
public sealed record LossCurve(string Stage, IReadOnlyList<LossPoint> Points);

/// <summary>The loss at one optimiser step.</summary>
/// <param name="Step">Optimiser step, counted from the start of the stage.</param>
/// <param name="Loss">Mean loss per trained token, in nats.</param>
public readonly record struct LossPoint(int Step, double Loss);

/// <summary>How often rollouts from one start state of the failed expert trajectories succeeded in one iteration.</summary>
/// <param name="Iteration">The exploration iteration, from 1.</param>
/// <param name="StateIndex">m: 0 is s₀, m is the expert state s_ml.</param>
/// <param name="Rollouts">Rollouts started there.</param>
/// <param name="Wins">Rollouts that ended positive.</param>
public sealed record StartStateResult(int Iteration, int StateIndex, int Rollouts, int Wins)
{
    /// <summary>Share of rollouts that ended positive, 0 to 1; 0 where there were none.</summary>
    public double WinRate => Rollouts == 0 ? 0 : (double)Wins / Rollouts;
}
