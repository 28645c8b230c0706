using System.Globalization;
using Gleaner.Experiments.Reporting;
using Gleaner.Reports.Markup;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Viewer.Models;

/// <summary>Numbers and names as pages print them, the same as in the report.</summary>
internal static class Numbers
{
    /// <summary>A return or reward as <c>0.75</c>, without decimals that say nothing.</summary>
    public static string Return(double value) => Format.Tick(value);

    public static string Percent(double share) => Format.Percent(share);

    public static string Count(long count) => Format.Count(count);

    /// <summary>A log-probability in nats.</summary>
    public static string LogProbability(double? value) => value is { } sum ? sum.ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '−') : Format.Unknown;

    public static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Weight(float weight) => weight.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A moment, to the minute.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Why a rollout ended, in words.</summary>
    public static string Stop(StopReason reason) => StopReasonText.Of(reason);

    public static string Verdict(ActionVerdict verdict) => verdict switch
    {
        ActionVerdict.Beneficial => "beneficial",
        ActionVerdict.Harmful => "harmful",
        _ => "unused",
    };

    public static string Css(ActionVerdict verdict) => verdict switch
    {
        ActionVerdict.Beneficial => "good",
        ActionVerdict.Harmful => "bad",
        _ => "unused",
    };
}

/// <summary>A text as a page shows it: whole, or its beginning with the count of what is missing.</summary>
/// <param name="Shown">What is shown.</param>
/// <param name="Missing">Characters that are not shown; 0 for none.</param>
internal sealed record CutText(string Shown, int Missing)
{
    /// <summary>A text on one line, with an ellipsis where it is cut.</summary>
    public static string Short(string text, int limit) => Of(text.ReplaceLineEndings(" "), limit) is { Missing: > 0 } cut ? cut.Shown.TrimEnd() + "…" : text.ReplaceLineEndings(" ");

    public static CutText Of(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return new CutText(text, 0);
        }

        var cut = char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        return new CutText(text[..cut], text.Length - cut);
    }
}
