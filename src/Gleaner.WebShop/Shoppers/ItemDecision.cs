using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

/// <summary>What to do on a product's page: go back, read, select options, buy.</summary>
internal sealed class ItemDecision(ShopperHabits habits, ShopperMood mood, ShoppingRequest request, ShoppingTrip trip)
{
    /// <summary>The action, or null to give up.</summary>
    public string? Decide(ItemPage item)
    {
        if (ShouldLeave(item))
        {
            return Actions.Previous;
        }

        if (mood.ReadsDetails && !trip.Pages.OfType<DetailsPage>().Any() && trip.TurnsLeft >= TurnsToBuy(request) + 2)
        {
            return Actions.Click(trip.Past.Length % 2 == 0 ? "description" : "features");
        }

        return NextOption(item) is { } value ? Actions.Click(value)
            : habits.GivesUpAfterLeaving && trip.OpenedItems.Count() > 1 ? null
            : Actions.BuyNow;
    }

    /// <summary>Whether turns and patience suffice to open one more product and still buy.</summary>
    /// <param name="habits">The habits.</param>
    /// <param name="mood">What was drawn from them.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="trip">The trip so far.</param>
    /// <param name="turnsToLine">Turns until a line can be clicked: 1 from a product's page, 0 from the results.</param>
    public static bool MayOpenAnother(ShopperHabits habits, ShopperMood mood, ShoppingRequest request, ShoppingTrip trip, int turnsToLine)
    {
        if (mood.NeverDecides)
        {
            return trip.TurnsLeft > turnsToLine;
        }

        var byMistake = mood.OpensWrongItemFirst ? 1 : 0;
        return trip.OpenedItems.Count() - byMistake < habits.ItemsOpened && trip.TurnsLeft >= turnsToLine + 1 + TurnsToBuy(request);
    }

    private static int TurnsToBuy(ShoppingRequest request) => request.Options.Length + 1;

    private bool ShouldLeave(ItemPage item)
    {
        var firstVisit = trip.Past.All(turn => turn.Page is not ItemPage page || page.Asin != item.Asin);
        if (!firstVisit || !MayOpenAnother(habits, mood, request, trip, turnsToLine: 1))
        {
            return false;
        }

        var isMistake = mood.OpensWrongItemFirst && trip.OpenedItems.Count() == 1;
        return isMistake || mood.NeverDecides || (mood.ChecksOffer && RequestedOptionMatcher.CountMissing(request, item) > 0);
    }

    private string? NextOption(ItemPage item)
    {
        var answered = item.Options
            .Select(group => (Group: group, Value: RequestedOptionMatcher.Find(request, group, mood.MatchesOptionsLoosely)))
            .Where(entry => entry.Value is not null)
            .ToList();
        var remembered = mood.ForgetsLastOption && answered.Count > 1 ? answered.Count - 1 : answered.Count;
        return answered.Take(remembered).FirstOrDefault(entry => entry.Group.Selected != entry.Value).Value;
    }
}
