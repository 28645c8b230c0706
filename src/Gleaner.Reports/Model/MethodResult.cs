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
