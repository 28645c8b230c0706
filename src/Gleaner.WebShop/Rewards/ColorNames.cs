namespace Gleaner.WebShop.Rewards;

/// <summary>
/// The colour names that the original's reward knows. An option that contains one is compared by that name alone; of several the first
/// in alphabetical order counts, wherever it stands ("navy blue" is "blue", and "stand" is "tan").
/// </summary>
internal static class ColorNames
{
    private static readonly string[] Names =
    [
        "alabaster", "apricot", "aqua", "ash", "asphalt", "azure", "banana", "beige", "black", "blue", "blush", "bordeaux", "bronze", "brown",
        "burgundy", "camel", "camo", "caramel", "champagne", "charcoal", "cheetah", "chestnut", "chocolate", "christmas", "coffee", "cognac",
        "copper", "coral", "cranberry", "cream", "crystal", "dark", "denim", "eggplant", "elephant", "espresso", "fuchsia", "gold", "granite",
        "grape", "graphite", "grass", "gray", "green", "grey", "heather", "indigo", "ivory", "ivy", "khaki", "lavender", "lemon", "leopard",
        "light", "lilac", "lime", "magenta", "maroon", "mauve", "merlot", "midnight", "mint", "mocha", "multicolor", "mushroom", "mustard",
        "natural", "navy", "nude", "olive", "orange", "peach", "pewter", "pink", "plum", "purple", "rainbow", "red", "rose", "royal", "rust",
        "sand", "sapphire", "seashell", "silver", "skull", "slate", "steel", "stone", "stonewash", "sunflower", "tan", "taupe", "teal",
        "tiger", "turquoise", "violet", "walnut", "wheat", "white", "wine", "yellow",
    ];

    /// <summary>The first name contained in <paramref name="value"/>, else the value itself.</summary>
    internal static string Normalize(string value) => Array.Find(Names, name => value.Contains(name, StringComparison.Ordinal)) ?? value;

    /// <summary>Whether <paramref name="value"/> is one of the names, entire.</summary>
    internal static bool IsName(string value) => Array.BinarySearch(Names, value, StringComparer.Ordinal) >= 0;

    /// <summary>The first name that equals one of two values, else null.</summary>
    internal static string? FirstEqual(string left, string right) =>
        (IsName(left), IsName(right)) switch
        {
            (true, true) => string.CompareOrdinal(left, right) <= 0 ? left : right,
            (true, false) => left,
            (false, true) => right,
            _ => null,
        };
}
