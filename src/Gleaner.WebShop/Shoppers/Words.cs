using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Gleaner.WebShop.Shoppers;

/// <summary>Words as a reader compares them: lower case, without function words, singular and plural alike.</summary>
internal static partial class Words
{
    private static readonly FrozenSet<string> FunctionWords = FrozenSet.ToFrozenSet(
        [
            "a", "an", "and", "are", "as", "at", "be", "buy", "by", "find", "for", "from", "i", "in", "is", "it", "looking", "me", "my", "need", "of", "on",
            "or", "s", "some", "that", "the", "to", "want", "with", "would", "like",
        ]);

    /// <summary>The words of a text in order, repeats included.</summary>
    public static IEnumerable<string> Of(string text) =>
        Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).Where(word => !FunctionWords.Contains(word));

    /// <summary>The different stems of a text.</summary>
    public static HashSet<string> StemsOf(string text) => [.. Of(text).Select(Stem)];

    private static string Stem(string word) =>
        word.Length > 4 && word.EndsWith("es", StringComparison.Ordinal) ? word[..^2]
        : word.Length > 3 && (word[^1] is 's' or 'e') ? word[..^1]
        : word;

    [GeneratedRegex("[a-z0-9]+(?:\\.[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
