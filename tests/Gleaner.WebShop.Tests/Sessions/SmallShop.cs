using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Tests.Sessions;

/// <summary>A shop of a few made-up products that hold what real ones hardly ever do.</summary>
internal static class SmallShop
{
    internal static readonly Product Lamp = new()
    {
        Asin = "B00000LAMP",
        Title = "Oak Lamp",
        Description = "A lamp.",
        BulletPoints = ["bright", "", "\n", "\u00a0"],
        Category = "garden",
        Query = "lamps",
        ProductCategory = "Home › Lamps",
        Prices = [12.5],
        Attributes = ["oak wood"],
        Instruction = "Find me lamps with oak wood",
        InstructionAttributes = ["oak wood"],
        Options =
        [
            new ProductOption("size", ["small", "shared", "5'6\"", "", "item_page"]),
            new ProductOption("color", ["red", "shared", "features", "search", "search_results", "next >"]),
        ],
    };

    internal static ProductCatalogue Catalogue => new([Lamp, .. Enumerable.Range(0, 60).Select(Chair)]);

    internal static WebShopEpisode Open(ObservationMode mode = ObservationMode.Text, ShopSettings? settings = null) =>
        new WebShopEnvironment(Goals, (settings ?? new ShopSettings()) with { Mode = mode }).Reset(0, "s");

    internal static GoalList Goals
    {
        get
        {
            var catalogue = Catalogue;
            return new GoalList(catalogue, [new Goal
            {
                Product = catalogue.Products[0],
                Kind = GoalKind.Synthetic,
                Request = "Find me lamps",
                Attributes = ["oak wood"],
                Options = [new GoalOption("color", "red")],
                PriceUpper = 40,
            }]);
        }
    }

    /// <summary>Plays actions and gives the episode back.</summary>
    internal static WebShopEpisode After(this WebShopEpisode episode, params ReadOnlySpan<string> actions)
    {
        foreach (var action in actions)
        {
            episode.Step(action).WasPossible.ShouldBeTrue(action);
        }

        return episode;
    }

    private static Product Chair(int number) => new()
    {
        Asin = $"B0000CHR{number:00}",
        Title = $"Chair {number}",
        BulletPoints = [""],
        Category = "furniture",
        Query = "kitchen chairs",
        ProductCategory = "Home › Chairs",
        Prices = [20, 30],
        Attributes = ["plain"],
    };
}
