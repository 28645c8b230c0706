using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Sessions;

/// <summary>What actions do: the original's routing, its oddities included.</summary>
internal static class SessionRules
{
    private const string ResultsAddress = "search_results";
    private const string ItemAddress = "item_page";

    /// <summary>The session after an action, or null if the action is none here and nothing happens.</summary>
    internal static Session? Apply(Shop shop, ShopTask task, Session session, string action)
    {
        var parsed = ActionText.Parse(action);
        return parsed.Name switch
        {
            "search" => Search(shop, task, session, parsed.Argument()),
            "click" => Click(shop, task, session, parsed.Argument()),
            _ => null,
        };
    }

    // The search bar stands on the start page alone, but searching works everywhere.
    private static Session? Search(Shop shop, ShopTask task, Session session, string keywords) =>
        ResultFinder.Find(shop, task, keywords, session.RandomLists) is { } results
            ? ShowResults(session, results, pageNumber: 1)
            : null;

    private static Session? Click(Shop shop, ShopTask task, Session session, string target) => session.Place switch
    {
        Place.Results => ClickOnResults(shop, task, session, target),
        Place.Item => ClickOnItem(shop, task, session, target),
        Place.Details => target switch
        {
            PageLabels.BackToSearchClick => BackToStart(session),
            PageLabels.PreviousClick => GoBack(shop, task, session),
            _ => null,
        },
        _ => null,
    };

    private static Session? ClickOnResults(Shop shop, ShopTask task, Session session, string target)
    {
        switch (target)
        {
            case PageLabels.BackToSearchClick:
                return BackToStart(session);
            case PageLabels.NextClick:
                return TurnTo(shop, task, session, session.PageNumber + 1);
            case PageLabels.PreviousClick:
                return session.PageNumber > 1 ? TurnTo(shop, task, session, session.PageNumber - 1) : null;
        }

        foreach (var product in session.ResultsOnPage)
        {
            if (shop.Pages(product).AsinClick == target)
            {
                return Open(session, product);
            }
        }

        return null;
    }

    // The name decides first, even if an option value of that name was clicked.
    private static Session? ClickOnItem(Shop shop, ShopTask task, Session session, string target)
    {
        var pages = shop.Pages(session.Product);
        if (!pages.OptionGroups.TryGetValue(target, out var group))
        {
            return null;
        }

        switch (target)
        {
            case PageLabels.BuyNowClick:
                return Buy(shop, task, session);
            case PageLabels.BackToSearchClick:
                return BackToStart(session);
            case PageLabels.PreviousClick:
                return GoBack(shop, task, session);
            case PageLabels.SearchClick:
                return null;
            case PageLabels.NextClick when LooksLikeResults(session):
                return TurnTo(shop, task, session, session.PageNumber + 1);
        }

        return PageLabels.DetailsOf(target) is { } kind
            ? session with { Place = Place.Details, Details = kind }
            : session with { Options = SelectedOption.Set(session.Options, pages.Product.Options[group].Name, target) };
    }

    private static Session BackToStart(Session session) =>
        new() { Purchase = session.Purchase, RandomLists = session.RandomLists };

    // The original finds out where it is by looking for page names anywhere in the address, keywords and options included.
    private static Session? GoBack(Shop shop, ShopTask task, Session session)
    {
        if (LooksLikeResults(session))
        {
            return TurnTo(shop, task, session, session.PageNumber - 1);
        }

        return session.Place == Place.Item || AddressHolds(session, ItemAddress)
            ? TurnTo(shop, task, session, session.PageNumber)
            : session with { Place = Place.Item };
    }

    private static bool LooksLikeResults(Session session) => AddressHolds(session, ResultsAddress);

    private static bool AddressHolds(Session session, string pageName)
    {
        if (session.Results!.Keywords.Contains(pageName, StringComparison.Ordinal))
        {
            return true;
        }

        foreach (var option in session.Options)
        {
            if (option.Name.Contains(pageName, StringComparison.Ordinal) || option.Value.Contains(pageName, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // The original searches again; only random lists come out differently.
    private static Session? TurnTo(Shop shop, ShopTask task, Session session, int pageNumber)
    {
        var results = session.Results!;
        return results.IsRandom
            ? ShowResults(session, ResultFinder.Find(shop, task, results.Keywords, session.RandomLists)!, pageNumber)
            : ShowResults(session, results, pageNumber);
    }

    private static Session ShowResults(Session session, SearchResults results, int pageNumber) => session with
    {
        Place = Place.Results,
        Results = results,
        PageNumber = pageNumber,
        Product = -1,
        Options = [],
        RandomLists = session.RandomLists + (results.IsRandom ? 1 : 0),
    };

    private static Session Open(Session session, int product) => session with
    {
        Place = Place.Item,
        Product = product,
        Visited = session.HasVisited(product) ? session.Visited : new Visit(product, session.Visited),
    };

    private static Session Buy(Shop shop, ShopTask task, Session session) => session with
    {
        Place = Place.Done,
        Purchase = new Purchase(
            shop.Pages(session.Product).Product.Asin, session.Options, shop.Judge(task.Goal, session.Product, session.Options)),
    };
}

/// <summary>
/// Reads <c>name[argument]</c> as the original's expression <c>(.+)\[(.+)\]</c> does: greedy on one line, from the start, what
/// follows is ignored. So <c>search[a[b]c]</c> has the name <c>search[a</c> and is not an action.
/// </summary>
internal readonly ref struct ActionText
{
    private ActionText(ReadOnlySpan<char> name, ReadOnlySpan<char> argument)
    {
        Name = name;
        RawArgument = argument;
    }

    internal ReadOnlySpan<char> Name { get; }

    internal ReadOnlySpan<char> RawArgument { get; }

    /// <summary>The argument in lower case; empty if the text is not an action.</summary>
    internal string Argument() => PythonStrings.Lower(RawArgument.ToString());

    internal static ActionText Parse(string action)
    {
        ReadOnlySpan<char> line = action;
        var end = line.IndexOf('\n');
        line = end < 0 ? line : line[..end];
        var close = line.LastIndexOf(']');
        var open = close < 2 ? -1 : line[..(close - 1)].LastIndexOf('[');
        return open < 1 ? default : new ActionText(line[..open], line[(open + 1)..close]);
    }
}
