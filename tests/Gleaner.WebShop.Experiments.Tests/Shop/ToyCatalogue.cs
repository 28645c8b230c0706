using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Shop;

/// <summary>A few invented products, and a search that ranks all of them by the words shared with the query.</summary>
internal static class ToyCatalogue
{
    public static ImmutableArray<Product> Products { get; } =
    [
        Make("T01", "Warm wool hat for winter walks", Group("color", "red", "red wine", "moss"), Group("size", "small", "x-small", "large")),
        Make("T02", "Cotton T-shirt with pocket [pack of 2]", Group("color", "moss", "sand"), Group("size", "large", "x-large")),
        Make("T03", "Bamboo desk lamp, dimmable", Group("shade", "linen", "paper")),
        Make("T04", "Oak serving tray"),
        Make("T05", "Men's hiking socks, wool blend", Group("size", "medium", "large")),
        Make("T06", "Lavender hand soap 250 ml", Group("scent", "lavender", "lavender mint")),
        Make("T07", "Enamel camping mug"),
        Make("T08", "Felt slippers with cork sole", Group("size", "38", "39", "40")),
    ];

    public static ProductCatalogue Catalogue { get; } = new(Products);

    public static ImmutableArray<ShownProduct> Shown { get; } = [.. Products.Select(ShownProduct.Of)];

    public static IReadOnlyList<int> Search(IReadOnlyList<string> keywords, int count) =>
    [
        .. Enumerable.Range(0, Products.Length)
            .OrderByDescending(position => keywords.Distinct().Count(word => Products[position].Title.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .ThenBy(position => position)
            .Take(count),
    ];

    private static Product Make(string asin, string title, params ProductOption[] options) => new()
    {
        Asin = asin,
        Title = title,
        Description = $"A quiet thing to own: {title.ToLowerInvariant()}.",
        BulletPoints = ["Made to last", ""],
        Category = "garden",
        Query = "thing",
        ProductCategory = "Home › Things",
        Prices = [12.5],
        Options = [.. options],
    };

    private static ProductOption Group(string name, params string[] values) => new(name, [.. values]);
}
