using System.Text;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Rewards;

/// <summary>Decides which options that a goal asks for are met by those chosen.</summary>
internal static class OptionMatcher
{
    /// <summary>Texts count as the same above this ratio.</summary>
    internal const int SameAbove = 85;

    /// <summary>How many of the wanted options are met, each counted once.</summary>
    internal static int CountMet(IReadOnlyList<GoalOption> wanted, IReadOnlyList<KeyValuePair<string, string>> chosen, RewardMode mode, ComparedTexts texts)
    {
        if (wanted.Count == 0 || chosen.Count == 0)
        {
            return 0;
        }

        return mode == RewardMode.Strict
            ? wanted.Count(option => chosen.Any(choice => IsSame(option, choice)))
            : CountAlike(wanted, [.. chosen.Select(choice => texts.Choice(choice.Value))], texts);
    }

    /// <summary>
    /// The text by which the original compares a wanted option. A named one is a Python tuple there: a colour name replaces it only if it
    /// equals one of the two elements, else the tuple is printed, so that the name takes part in the comparison.
    /// </summary>
    internal static string ComparedText(GoalOption option)
    {
        if (option.Name is null)
        {
            return ColorNames.Normalize(option.Value);
        }

        if (ColorNames.FirstEqual(option.Name, option.Value) is { } color)
        {
            return color;
        }

        var tuple = new StringBuilder("(");
        PythonLiteral.AppendRepr(tuple, option.Name);
        tuple.Append(", ");
        PythonLiteral.AppendRepr(tuple, option.Value);
        return tuple.Append(')').ToString();
    }

    private static int CountAlike(IReadOnlyList<GoalOption> wanted, TokenSet[] chosen, ComparedTexts texts)
    {
        var met = 0;
        foreach (var option in wanted)
        {
            var wish = texts.Wish(option);
            if (Array.Exists(chosen, choice => TokenSetRatio.IsAbove(choice, wish, SameAbove)))
            {
                met++;
            }
        }

        return met;
    }

    private static bool IsSame(GoalOption wanted, KeyValuePair<string, string> choice) =>
        (wanted.Name is null || Plain(wanted.Name) == Plain(choice.Key)) && Plain(wanted.Value) == Plain(choice.Value);

    // The catalogue writes '/' as ' | ', an instruction's author may not.
    private static string Plain(string text) => string.Join(
        ' ', text.Replace("/", " | ", StringComparison.Ordinal).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

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
