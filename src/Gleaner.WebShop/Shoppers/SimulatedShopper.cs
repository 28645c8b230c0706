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
