using System.Globalization;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Markup;

/// <summary>Numbers as the report, the viewer and the tables of the terminal print them, the same in every culture. What is unknown or not finite prints as a dash.</summary>
internal static class Format
{
    public const string Unknown = "–";

    // U+202F, narrow no-break space: a number never parts from its unit.
    private const string Space = "\u202F";
    private const string Minus = "−";

    /// <summary>A share as <c>65.4 %</c>.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? Number(share * 100, 1) + Space + "%" : Unknown;

    /// <summary>A share as <c>65.4</c>, for places where the unit stands elsewhere.</summary>
    public static string Points(double share) => Number(share * 100, 1);

    /// <summary>A difference of shares as <c>+8.0</c> points.</summary>
    public static string SignedPoints(double share) => Signed(share * 100, 1);

    /// <summary>A score as <c>0.83</c>.</summary>
    public static string Score(double score) => Number(score, 2);

    public static string SignedScore(double score) => Signed(score, 3);

    /// <summary>A count as <c>9,813</c>; means over seeds keep one decimal.</summary>
    public static string Count(double? count) => count is not { } n || !double.IsFinite(n)
        ? Unknown
        : Number(n, Math.Round(n, 1) % 1 == 0 ? 0 : 1);

    /// <summary>What a figure leaves out, to stand behind it: <c> (20 missed)</c>; nothing for none.</summary>
    public static string Aside(double count, string what) => count > 0 ? $" ({Count(count)} {what})" : "";

    /// <summary>A large count as <c>1.23M</c>; below ten thousand in full.</summary>
    public static string Compact(double? count) => count is not { } n || !double.IsFinite(n) ? Unknown : Math.Abs(n) switch
    {
        >= 1e9 => Number(n / 1e9, 2) + "B",
        >= 1e6 => Number(n / 1e6, 2) + "M",
        >= 1e4 => Number(n / 1e3, 0) + "k",
        _ => Count(n),
    };

    /// <summary>A duration as <c>42 s</c>, <c>12.3 min</c> or <c>1.52 h</c>.</summary>
    public static string Duration(double? seconds) => seconds is not { } s || !double.IsFinite(s) ? Unknown : s switch
    {
        < 10 => Number(s, 1) + Space + "s",
        < 120 => Number(s, 0) + Space + "s",
        < 7200 => Number(s / 60, 1) + Space + "min",
        _ => Number(s / 3600, 2) + Space + "h",
    };

    /// <summary>A p-value: exact to two digits, never rounded to zero.</summary>
    public static string PValue(double? p) => p is not { } value || !double.IsFinite(value) ? Unknown : value switch
    {
        < 0.0001 => "< 0.0001",
        < 0.001 => Number(value, 4),
        < 0.1 => Number(value, 3),
        _ => Number(value, 2),
    };

    /// <summary>An interval as <c>61.1 – 69.5</c>, or nothing where there is none.</summary>
    public static string Interval(Estimate estimate, Func<double, string> number) =>
        estimate is { Low: { } low, High: { } high } ? $"{number(low)} – {number(high)}" : "";

    /// <summary>An interval of signed numbers as <c>−0.4 to +6.8</c>: a dash between signs would be hard to read.</summary>
    public static string SignedInterval(Estimate estimate, Func<double, string> number) =>
        estimate is { Low: { } low, High: { } high } ? $"{number(low)} to {number(high)}" : "";

    /// <summary>An axis label with as few decimals as it needs, at most three.</summary>
    public static string Tick(double value) => value.ToString($"#,0.###;{Minus}#,0.###;0", CultureInfo.InvariantCulture);

    /// <summary>A number with so many decimals. Halves are rounded away from zero, as they are read: 78.55 to 78.6, although it is a little less in binary.</summary>
    public static string Number(double value, int decimals) => Shown(value, decimals, "");

    private static string Signed(double value, int decimals) => Shown(value, decimals, "+");

    // Three formats: what is rounded to zero has no sign.
    private static string Shown(double value, int decimals, string plus)
    {
        var digits = decimals == 0 ? "#,0" : "#,0." + new string('0', decimals);
        return double.IsFinite(value) ? value.ToString($"{plus}{digits};{Minus}{digits};{digits}", CultureInfo.InvariantCulture) : Unknown;
    }
}
