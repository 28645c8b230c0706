using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;
using Gleaner.WebShop.Search;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop.Sessions;

/// <summary>What all sessions of an environment share: products, their page parts, the search index, the judge of purchases. Thread-safe.</summary>
internal sealed class Shop
{
    private const int ResultLimit = 50;
    private const int MostSearches = 4096;
    private readonly KeptItems<int, ProductPages> _pages;
    private readonly KeptItems<string, int[]> _searches;
    private readonly RewardCalculator _rewards;

    internal Shop(ProductCatalogue catalogue, ShopSettings settings, ITitleNouns? titleNouns)
    {
        Catalogue = catalogue;
        Settings = settings;
        _pages = new KeptItems<int, ProductPages>(catalogue.Products.Count, product => new ProductPages(catalogue.Products[product], settings.ShowAttributes));
        _searches = new KeptItems<string, int[]>(MostSearches, words => Search(catalogue.SearchIndex, words));
        _rewards = new RewardCalculator(catalogue, settings.Reward, titleNouns);
    }

    internal ProductCatalogue Catalogue { get; }

    internal ShopSettings Settings { get; }

    internal ProductPages Pages(int product) => _pages[product];

    /// <summary>The products found for words, best first, at most 50. Rollouts of a task tend to search for the same.</summary>
    internal int[] Search(string words) => _searches[words];

    internal RewardDetails Judge(Goal goal, int product, ImmutableArray<SelectedOption> options) =>
        _rewards.Judge(goal, product, [.. options.Select(option => KeyValuePair.Create(option.Name, option.Value))]);

    private static int[] Search(SearchIndex index, string words)
    {
        var hits = index.Search([words], ResultLimit);
        var products = new int[hits.Count];
        for (var i = 0; i < products.Length; i++)
        {
            products[i] = hits[i].Document;
        }

        return products;
    }
}

/// <summary>How a shop behaves and prints.</summary>
public sealed record ShopSettings
{
    /// <summary>How pages are printed.</summary>
    public ObservationMode Mode { get; init; } = ObservationMode.Text;

    /// <summary>How options are matched when a purchase is judged.</summary>
    public RewardMode Reward { get; init; } = RewardMode.Compatible;

    /// <summary>Whether item pages offer the sub page "Attributes".</summary>
    public bool ShowAttributes { get; init; }

    /// <summary>Number of earlier observations shown in front of the present one.</summary>
    public int PreviousObservations { get; init; }

    /// <summary>Number of earlier actions shown in front of the present observation.</summary>
    public int PreviousActions { get; init; }

    internal bool KeepsHistory => PreviousObservations > 0 || PreviousActions > 0;
}
