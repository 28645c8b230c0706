using System.Collections.Immutable;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Sessions;

/// <summary>Where a shopper stands: all that an episode's next page depends on. Immutable, so a snapshot costs nothing.</summary>
internal sealed record Session
{
    internal const int ResultsPerPage = 10;

    internal static readonly Session Start = new();

    internal Place Place { get; init; } = Place.Index;

    /// <summary>The search the shopper came from; null until the first one and after going back to the start page.</summary>
    internal SearchResults? Results { get; init; }

    internal int PageNumber { get; init; } = 1;

    /// <summary>Position of the product looked at, or -1.</summary>
    internal int Product { get; init; } = -1;

    internal ImmutableArray<SelectedOption> Options { get; init; } = [];

    /// <summary>Products opened since the start page.</summary>
    internal Visit? Visited { get; init; }

    internal DetailsKind Details { get; init; }

    internal Purchase? Purchase { get; init; }

    /// <summary>Number of random result lists drawn so far.</summary>
    internal int RandomLists { get; init; }

    internal ReadOnlySpan<int> ResultsOnPage
    {
        get
        {
            // Number 0 can be reached (see SessionRules) and shows nothing, like pages past the end.
            ReadOnlySpan<int> all = Results!.Products;
            var start = Math.Min(Math.Max(PageNumber - 1, 0) * ResultsPerPage, all.Length);
            return PageNumber < 1 ? [] : all.Slice(start, Math.Min(ResultsPerPage, all.Length - start));
        }
    }

    internal bool HasVisited(int product)
    {
        for (var visit = Visited; visit is not null; visit = visit.Earlier)
        {
            if (visit.Product == product)
            {
                return true;
            }
        }

        return false;
    }

    internal string? SelectedIn(string group)
    {
        foreach (var option in Options)
        {
            if (option.Name == group)
            {
                return option.Value;
            }
        }

        return null;
    }
}

/// <summary>The kinds of page.</summary>
internal enum Place
{
    Index,
    Results,
    Item,
    Details,
    Done,
}

/// <summary>What a search found: positions of products, best first.</summary>
internal sealed record SearchResults(string Keywords, int[] Products, bool IsRandom);

/// <summary>A product opened, and those before it.</summary>
internal sealed record Visit(int Product, Visit? Earlier);

/// <summary>What was bought and what it earned.</summary>
/// <param name="Asin">The product.</param>
/// <param name="Options">The options chosen, in the order first chosen.</param>
/// <param name="Details">How the reward came about.</param>
public sealed record Purchase(string Asin, ImmutableArray<SelectedOption> Options, RewardDetails Details)
{
    /// <summary>The reward, 0..1.</summary>
    public double Reward => Details.Reward;
}
