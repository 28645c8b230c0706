using System.Collections.Frozen;
using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Rewards;

/// <summary>Tells the nouns of product titles, by which the reward judges how near a wrong product's kind is.</summary>
public interface ITitleNouns
{
    /// <summary>The nouns of a product's title, lower case, in order, with repeats. Thread-safe.</summary>
    IReadOnlyList<string> Of(Product product);
}

/// <summary>Nouns that a tagger found beforehand (<c>title_nouns*.json</c>). Immutable.</summary>
/// <param name="nouns">Nouns by product id.</param>
/// <param name="fallback">Asked for products that have none there.</param>
public sealed class PrecomputedTitleNouns(IReadOnlyDictionary<string, ImmutableArray<string>> nouns, ITitleNouns fallback) : ITitleNouns
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Of(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return nouns.TryGetValue(product.Asin, out var found) ? found : fallback.Of(product);
    }
}

/// <summary>The nouns that products came with. Immutable.</summary>
/// <param name="fallback">Asked for products that came without.</param>
internal sealed class CatalogueTitleNouns(ITitleNouns fallback) : ITitleNouns
{
    public IReadOnlyList<string> Of(Product product) => product.TitleNouns is { } nouns ? nouns : fallback.Of(product);
}

/// <summary>
/// A guess at the nouns of a title without a tagger: its words of letters, less function words, frequent adjectives of product titles,
/// and words whose ending marks an adjective, adverb or verb form. Titles are mostly noun phrases, so what is left is mostly nouns.
/// On the real catalogue the kind of a wrong purchase comes out as with a tagger in 95 % of random and 86 % of similar products.
/// </summary>
public sealed class RuleBasedTitleNouns : ITitleNouns
{
    private static readonly FrozenSet<string> OtherWords = new[]
    {
        "a", "an", "and", "any", "are", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "no", "non", "not", "of", "on", "or",
        "our", "per", "s", "than", "that", "the", "this", "to", "up", "w", "with", "without", "you", "your", "all", "each", "more", "very",
        "black", "white", "red", "blue", "green", "grey", "gray", "brown", "yellow", "dark", "light", "bright",
        "big", "small", "large", "medium", "mini", "long", "short", "wide", "thin", "thick", "slim", "heavy", "high", "low", "deep", "round",
        "new", "old", "best", "good", "great", "perfect", "ideal", "fresh", "pure", "natural", "organic", "real", "true", "full", "free", "easy",
        "soft", "hard", "strong", "smooth", "dry", "wet", "hot", "cold", "warm", "cool", "sweet", "safe", "fast", "quick", "quiet",
        "casual", "elegant", "classic", "modern", "vintage", "rustic", "sexy", "cute", "funny", "plus", "extra", "super", "ultra", "premium",
        "digital", "electric", "manual", "portable", "dual", "double", "single", "multi", "fit", "compatible",
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] OtherEndings = ["able", "ible", "ful", "less", "ous", "ive", "ish", "ical", "proof", "ly", "ed", "iest"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Of(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return [.. Words(product.Title.ToLowerInvariant()).Where(IsNoun)];
    }

    private static IEnumerable<string> Words(string title)
    {
        var start = 0;
        for (var i = 0; i <= title.Length; i++)
        {
            if (i == title.Length || !char.IsLetterOrDigit(title[i]))
            {
                if (i > start)
                {
                    yield return title[start..i];
                }

                start = i + 1;
            }
        }
    }

    private static bool IsNoun(string word) =>
        word.All(char.IsLetter) && !OtherWords.Contains(word)
        && !OtherEndings.Any(ending => word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal));
}
