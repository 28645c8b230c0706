using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Randomness;
using Gleaner.WebShop.Storage;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Sessions;

/// <summary>
/// Runs a search. The first word may be a command of the original: <c>&lt;r&gt;</c> random products, <c>&lt;c&gt;</c> a category,
/// <c>&lt;q&gt;</c> a query. <c>&lt;a&gt;</c> and a <c>&lt;c&gt;</c> without a word crash the original; here they are not actions.
/// </summary>
internal static class ResultFinder
{
    private const int RandomProducts = 50;

    /// <summary>The results, or null where the original would crash.</summary>
    internal static SearchResults? Find(Shop shop, ShopTask task, string keywords, int randomLists)
    {
        if (!keywords.StartsWith('<'))
        {
            return new SearchResults(keywords, shop.Search(keywords), IsRandom: false);
        }

        var words = keywords.Split(' ');
        return words[0] switch
        {
            "<r>" => new SearchResults(keywords, DrawProducts(shop.Catalogue, task.Seed + (ulong)randomLists), IsRandom: true),
            "<c>" => words.Length > 1 ? Where(shop, keywords, product => product.Category, words[1]) : null,
            "<q>" => Where(shop, keywords, product => product.Query, string.Join(' ', words.Skip(1))),
            "<a>" => null,
            _ => new SearchResults(keywords, shop.Search(keywords), IsRandom: false),
        };
    }

    private static SearchResults Where(Shop shop, string keywords, Func<Product, string> field, string value)
    {
        var wanted = PythonStrings.Strip(value);
        int[] found = [.. Enumerable.Range(0, shop.Catalogue.Products.Count).Where(i => field(shop.Catalogue.Products[i]) == wanted)];
        return new SearchResults(keywords, found, IsRandom: false);
    }

    // The original draws from its global stream; here the draw depends on the task and on how many were made, so it can be repeated.
    private static int[] DrawProducts(ProductCatalogue catalogue, ulong seed)
    {
        var count = catalogue.Products.Count;
        return new PythonRandom(seed).Sample(new MadeList<int>(count, static position => position), Math.Min(RandomProducts, count));
    }
}
