using System.Globalization;
using System.Text.RegularExpressions;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

/// <summary>What to do on a page of results: open a line, or turn the page.</summary>
internal sealed class ResultsDecision(ShopperHabits habits, ShopperMood mood, ShoppingRequest request, ShoppingTrip trip)
{
    public string Decide(ResultsPage results)
    {
        if (results.Results.IsEmpty)
        {
            return results.Number > 1 ? Actions.Previous : Actions.Click("back to search");
        }

        if (TurnsThePage(results) is { } turn)
        {
            return turn;
        }

        var opened = trip.OpenedItems.ToList();
        var ranked = Ranked(results);
        var fresh = ranked.Where(line => opened.All(item => item.Asin != line.Asin)).ToList();
        if (opened.Count == 0)
        {
            return Actions.Click((mood.OpensWrongItemFirst && ranked.Count > 1 ? ranked[1] : ranked[0]).Asin);
        }

        // A wrong item opened by mistake was not a candidate; one that was weighed and left was.
        return fresh.Count > 0 && ItemDecision.MayOpenAnother(habits, mood, request, trip, turnsToLine: 0)
            ? Actions.Click(fresh[0].Asin)
            : Actions.Click(BestOpened(results, opened, ranked));
    }

    private IReadOnlyList<ResultLine> Ranked(ResultsPage results)
    {
        var lines = results.Results.Take(habits.LinesRead);
        return mood.TakesTopLine ? [.. lines] : LineRanking.Rank(request, lines, mood.IgnoresPrice);
    }

    private string? TurnsThePage(ResultsPage results)
    {
        if (!mood.LooksAtSecondPage || trip.TurnsLeft < 6)
        {
            return null;
        }

        var seenSecond = trip.Pages.OfType<ResultsPage>().Any(page => page.Number == 2);
        return results.Number == 1 && !seenSecond && results.TotalResults > results.Results.Length ? Actions.Next
            : results.Number == 2 ? Actions.Previous
            : null;
    }

    private string BestOpened(ResultsPage results, List<ItemPage> opened, IReadOnlyList<ResultLine> ranked)
    {
        var here = opened.Where(item => results.Results.Any(line => line.Asin == item.Asin)).ToList();
        return here.Count == 0 ? ranked[0].Asin : here.MinBy(item => RequestedOptionMatcher.CountMissing(request, item))!.Asin;
    }
}

/// <summary>Orders the lines of a results page by how well they seem to answer a request.</summary>
internal static class LineRanking
{
    // A line one place lower must show this much more of the request's words to be preferred.
    private const double PlacePenalty = 0.2;
    private const double PricePenalty = 10;

    /// <summary>The lines that were read, best first; lines that seem equal keep the order of the page.</summary>
    public static IReadOnlyList<ResultLine> Rank(ShoppingRequest request, IEnumerable<ResultLine> lines, bool ignorePrice)
    {
        var wanted = Words.StemsOf(request.Description);
        return [.. lines.Select((line, place) => (Line: line, Score: Score(line, place))).OrderByDescending(entry => entry.Score).Select(entry => entry.Line)];

        double Score(ResultLine line, int place)
        {
            var shown = Words.StemsOf(line.Title);
            var overlap = wanted.Count == 0 ? 0 : (double)wanted.Count(shown.Contains) / wanted.Count;
            var tooDear = !ignorePrice && PrintedPrice.Highest(line.Price) > request.MaxPrice;
            return overlap - (place * PlacePenalty) - (tooDear ? PricePenalty : 0);
        }
    }
}

/// <summary>A price tag as printed: "$34.0" or "$8.5 to $12.98".</summary>
internal static partial class PrintedPrice
{
    /// <summary>The highest price that the tag names; infinite if it names none.</summary>
    public static double Highest(string tag)
    {
        var prices = Number().Matches(tag);
        return prices.Count == 0 ? double.PositiveInfinity : prices.Max(match => double.Parse(match.Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\d+(?:\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
