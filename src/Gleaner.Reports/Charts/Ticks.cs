namespace Gleaner.Reports.Charts;

/// <summary>Round numbers for an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    // 0.3 / 3 is not 0.1 in binary; without slack such a step would jump to the next size.
    private const double Slack = 1 + 1e-9;

    /// <summary>The round step that cuts a span into about <paramref name="about"/> parts, never more than that plus one.</summary>
    /// <param name="span">Length of the axis in data units; above 0.</param>
    /// <param name="about">Wanted number of parts, at least 1.</param>
    public static double Step(double span, int about)
    {
        if (!(span > 0) || !double.IsFinite(span))
        {
            throw new ArgumentOutOfRangeException(nameof(span), span, "The span of an axis must be positive and finite.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(about, 1);
        var raw = span / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var fraction = raw / power;
        return power * (fraction <= Slack ? 1 : fraction <= 2 * Slack ? 2 : fraction <= 5 * Slack ? 5 : 10);
    }

    /// <summary>All multiples of the step from <paramref name="low"/> to <paramref name="high"/>, ascending.</summary>
    public static IReadOnlyList<double> Between(double low, double high, int about)
    {
        var step = Step(high - low, about);

        // The slack keeps an end that is a multiple of the step in all but rounding.
        var first = Math.Ceiling(low / step - 1e-9);
        var last = Math.Floor(high / step + 1e-9);
        var ticks = new List<double>();
        for (var k = first; k <= last; k++)
        {
            ticks.Add(Clean(k * step, step));
        }

        return ticks;
    }

    /// <summary>The smallest range of whole steps that holds both values; a range of zero width is widened first.</summary>
    public static (double Low, double High) Widen(double low, double high, int about)
    {
        if (!(high > low))
        {
            var room = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - room, low + room);
        }

        var step = Step(high - low, about);
        return (Clean(Math.Floor(low / step + 1e-9) * step, step), Clean(Math.Ceiling(high / step - 1e-9) * step, step));
    }

    // 3 × 0.1 is 0.30000000000000004; labels must not show it.
    private static double Clean(double value, double step)
    {
        var decimals = Math.Max(0, 1 - (int)Math.Floor(Math.Log10(step)));
        return decimals > 15 ? value : Math.Round(value, decimals) + 0.0;
    }
}

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
