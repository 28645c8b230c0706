using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

/// <summary>Finds the value of an option group that answers a request.</summary>
internal static class RequestedOptionMatcher
{
    /// <summary>The value to select in a group, or null if the request does not speak of it or it has no such value.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="group">The group.</param>
    /// <param name="loosely">The fault of taking the first value that begins or ends alike: "x-large" for "large", "heather blue" for "heather grey".</param>
    public static string? Find(ShoppingRequest request, OptionGroup group, bool loosely)
    {
        if (request.Options.IsEmpty)
        {
            return FindInText(request.Text, group);
        }

        var asked = request.Options.FirstOrDefault(option => option.Name == group.Name);
        if (asked is null)
        {
            return null;
        }

        return loosely
            ? group.Values.FirstOrDefault(value => IsAlike(asked.Value, value))
            : group.Values.FirstOrDefault(value => value == asked.Value);
    }

    /// <summary>How many of the options asked for by name a product does not offer.</summary>
    public static int CountMissing(ShoppingRequest request, ItemPage item) =>
        request.Options.Count(option => !item.Options.Any(group => group.Name == option.Name && group.Values.Contains(option.Value)));

    private static string? FindInText(string text, OptionGroup group) =>
        group.Values.Where(value => ContainsWhole(text, value)).MaxBy(value => value.Length);

    private static bool IsAlike(string asked, string value)
    {
        string[] askedWords = [.. Words.Of(asked)], words = [.. Words.Of(value)];
        return value == asked || (askedWords.Length > 0 && words.Length > 0 && (words[0] == askedWords[0] || words[^1] == askedWords[^1]));
    }

    private static bool ContainsWhole(string text, string value)
    {
        for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            var end = at + value.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return value.Length > 0;
            }
        }

        return false;
    }
}

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
