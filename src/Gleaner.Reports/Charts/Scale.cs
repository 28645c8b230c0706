namespace Gleaner.Reports.Charts;

/// <summary>A linear map from data to pixels.</summary>
/// <param name="Low">Data value at <paramref name="From"/>.</param>
/// <param name="High">Data value at <paramref name="To"/>; differs from <paramref name="Low"/>.</param>
/// <param name="From">Pixel of the low end.</param>
/// <param name="To">Pixel of the high end; may be the smaller one, as on a y axis.</param>
internal readonly record struct Scale(double Low, double High, double From, double To)
{
    public double Map(double value) => From + (value - Low) / (High - Low) * (To - From);

    /// <summary>Ticks within the scale.</summary>
    public IReadOnlyList<double> Ticks(int about) => Charts.Ticks.Between(Low, High, about);
}
