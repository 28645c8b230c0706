using System.Collections.Immutable;
using Gleaner.Randomness;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

/// <summary>
/// A scripted expert: decides from pages alone, with systematic faults. A pure function of the trip, its habits and a seed,
/// so it can go on from any state and always does the same. Thread-safe.
/// </summary>
public sealed class SimulatedShopper
{
    private readonly ShopperHabits _habits;

    /// <summary>Creates a shopper.</summary>
    /// <param name="habits">How it behaves.</param>
    /// <exception cref="ArgumentException">A habit is out of range; the message names it.</exception>
    public SimulatedShopper(ShopperHabits habits)
    {
        habits.Validate();
        _habits = habits;
    }

    /// <summary>The shopper's name.</summary>
    public string Name => _habits.Name;

    /// <summary>The next action, or null when there is nothing left to do.</summary>
    /// <param name="trip">What was seen and done.</param>
    /// <param name="seed">The seed of this shopper on this task.</param>
    public string? Act(ShoppingTrip trip, Seed seed)
    {
        var request = ShoppingRequest.Parse(trip.Page.Instruction);
        var mood = ShopperMood.Draw(_habits, seed);
        return trip.Page switch
        {
            IndexPage => SearchFor(request, trip.Searches),
            ResultsPage results => new ResultsDecision(_habits, mood, request, trip).Decide(results),
            ItemPage item => new ItemDecision(_habits, mood, request, trip).Decide(item),
            DetailsPage => Actions.Previous,
            _ => null,
        };
    }

    private string SearchFor(ShoppingRequest request, int earlierSearches)
    {
        string[] words = [.. Words.Of(QueryText(request))];

        // A shopper comes back to the start page only from a search without results: then half as many words may do.
        var kept = Math.Max(1, words.Length >> Math.Min(earlierSearches, 16));
        return Actions.Search(string.Join(' ', words.Take(kept)));
    }

    private string QueryText(ShoppingRequest request) => _habits.Query switch
    {
        QueryContent.KindAndOptions => WithOptions(request.Kind, request),
        QueryContent.DescriptionAndOptions => WithOptions(request.Description, request),
        _ => request.Text,
    };

    private static string WithOptions(string description, ShoppingRequest request) =>
        string.Join(' ', request.Options.Select(option => option.Value).Prepend(description));
}

/// <summary>A turn that is over: the page that was seen and what was done there.</summary>
/// <param name="Page">The page.</param>
/// <param name="Action">The action, <c>search[...]</c> or <c>click[...]</c>.</param>
public sealed record PastTurn(Page Page, string Action);

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
}

/// <summary>The actions that a shopper writes.</summary>
internal static class Actions
{
    public const string Previous = "click[< prev]";

    public const string Next = "click[next >]";

    public const string BuyNow = "click[buy now]";

    public static string Search(string query) => $"search[{query}]";

    /// <summary>Clicks a product, an option value or a button.</summary>
    public static string Click(string target) => $"click[{target.ToLowerInvariant()}]";
}
