using System.Collections.Immutable;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

/// <summary>
/// All that a simulated shopper knows: the pages seen so far, and what was done on them. Nothing of the goal but the
/// instruction that the pages print.
/// </summary>
/// <param name="Past">The turns so far.</param>
/// <param name="Page">The page seen now.</param>
/// <param name="MaxTurns">The limit of turns of the whole trip, at least 1.</param>
public sealed record ShoppingTrip(ImmutableArray<PastTurn> Past, Page Page, int MaxTurns)
{
    /// <summary>Turns that are left, the coming one included.</summary>
    public int TurnsLeft => MaxTurns - Past.Length;

    /// <summary>Number of searches so far.</summary>
    public int Searches => Past.Count(turn => turn.Action.StartsWith("search[", StringComparison.Ordinal));

    /// <summary>The products opened so far, each once, in the order of first opening; the current page included.</summary>
    public IEnumerable<ItemPage> OpenedItems => Pages.OfType<ItemPage>().DistinctBy(item => item.Asin);

    /// <summary>All pages seen, the current one last.</summary>
    public IEnumerable<Page> Pages => Past.Select(turn => turn.Page).Append(Page);

    /// <summary>Whether the details of a product were read.</summary>
    public bool HasReadDetailsOf(string asin) => Past.Any(turn => turn.Page is DetailsPage details && details.Asin == asin);
}
