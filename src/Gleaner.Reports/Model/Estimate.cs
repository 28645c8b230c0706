namespace Gleaner.Reports.Model;

/// <summary>
/// A measured value with its confidence interval. The interval is computed by whoever fills the model (Wilson for a rate,
/// bootstrap for a mean); the report only prints and draws it.
/// </summary>
/// <param name="Value">The point estimate, in the unit of the property that holds it.</param>
/// <param name="Low">Lower end of the interval, or <see langword="null"/> where none was computed.</param>
/// <param name="High">Upper end of the interval, or <see langword="null"/> where none was computed.</param>
public readonly record struct Estimate(double Value, double? Low = null, double? High = null)
{
    /// <summary>Whether both ends of the interval are known.</summary>
    public bool HasInterval => Low.HasValue && High.HasValue;
}
