using Gleaner.Evaluation;
using Gleaner.Reports.Charts;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Models;
using Microsoft.AspNetCore.Components;

namespace Gleaner.Viewer.Pages;

/// <summary>Small drawings beside numbers.</summary>
internal static class Marks
{
    private const double Width = 72;
    private const double Height = 10;

    /// <summary>A rate with its interval on a scale from 0 to 1.</summary>
    public static MarkupString Rate(Interval rate)
    {
        var svg = new SvgBuilder(Width, Height, "");
        double X(double share) => 4 + (share * (Width - 8));
        svg.Line(X(0), 5, X(1), 5, "grid");
        svg.Rect(X(rate.Low), 3.5, X(rate.High) - X(rate.Low), 3, "reach");
        svg.Circle(X(rate.Value), 5, 3.2, "at");
        return new MarkupString(svg.ToFragment().Markup);
    }

    /// <summary>A count with its noun.</summary>
    public static string Count(int count, string noun) => $"{Numbers.Count(count)} {noun}{(count == 1 ? "" : "s")}";

    public static string Css(Outcome outcome) => outcome switch
    {
        Outcome.Solved => "o-solved",
        Outcome.Newly => "o-newly",
        Outcome.Regressed => "o-regressed",
        Outcome.Unsolved => "o-unsolved",
        _ => "o-untried",
    };

    public static string Words(Outcome outcome) => outcome switch
    {
        Outcome.Solved => "solved",
        Outcome.Newly => "newly solved",
        Outcome.Regressed => "regressed",
        Outcome.Unsolved => "failed",
        _ => "not tried",
    };

    /// <summary>Won, lost, or saying nothing.</summary>
    public static string Css(RolloutRow row) => !row.WasSimulated ? "void" : row.IsWon ? "won" : "lost";

    public static string Words(RolloutRow row) => !row.WasSimulated ? "says nothing" : row.IsWon ? "won" : "lost";
}
