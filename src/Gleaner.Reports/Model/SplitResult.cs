namespace Gleaner.Reports.Model;

/// <summary>How one policy did on one split of tasks.</summary>
public sealed record SplitResult
{
    /// <summary>Name of the split, equal to a <see cref="SplitInfo.Name"/>.</summary>
    public required string Split { get; init; }

    /// <summary>Tasks evaluated.</summary>
    public required int Tasks { get; init; }

    /// <summary>Groups of tasks that share content, which intervals resample as wholes; <see langword="null"/> where tasks stand for themselves.</summary>
    public int? Groups { get; init; }

    /// <summary>Tasks that could not be played because the environment failed, and that count as lost; with several seeds the mean over seeds.</summary>
    public double NotPlayed { get; init; }

    /// <summary>Tasks won; with several seeds the mean over seeds.</summary>
    public required double Wins { get; init; }

    /// <summary>Share of tasks won, 0 to 1.</summary>
    public required Estimate WinRate { get; init; }

    /// <summary>Mean return, 0 to 1; <see langword="null"/> where it was not recorded.</summary>
    public Estimate? Score { get; init; }

    /// <summary>Further figures; empty if the environment has none.</summary>
    public IReadOnlyList<MeasureValue> Measures { get; init; } = [];
}

/// <summary>
/// A measured value with its confidence interval. The interval is computed by whoever fills the model (Wilson for a rate of
/// independent tasks, else a bootstrap); the report only prints and draws it.
/// </summary>
/// <param name="Value">The point estimate, in the unit of the property that holds it.</param>
/// <param name="Low">Lower end of the interval, or <see langword="null"/> where none was computed.</param>
/// <param name="High">Upper end of the interval, or <see langword="null"/> where none was computed.</param>
public readonly record struct Estimate(double Value, double? Low = null, double? High = null)
{
    /// <summary>Whether both ends of the interval are known.</summary>
    public bool HasInterval => Low.HasValue && High.HasValue;
}

/// <summary>A further figure of a result, as the environment's literature reports it.</summary>
/// <param name="Name">Its name, equal to a <see cref="MeasureInfo.Name"/>.</param>
/// <param name="Value">Mean over the tasks of the split, and over seeds.</param>
public sealed record MeasureValue(string Name, double Value);

/// <summary>What a further figure means.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">One sentence, with its range.</param>
public sealed record MeasureInfo(string Name, string Meaning);
