namespace Gleaner.WebShop.Shoppers;

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
