using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

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
