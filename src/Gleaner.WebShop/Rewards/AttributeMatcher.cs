using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Rewards;

/// <summary>A product's attributes and texts, prepared for comparing with attributes that goals ask for. Immutable.</summary>
internal sealed class AttributeMatcher
{
    private readonly TokenSet[] _attributes;
    private readonly string _title;
    private readonly string _bullets;
    private readonly string _description;

    internal AttributeMatcher(Product product)
    {
        _attributes = [.. product.Attributes.Select(TokenSet.Parse)];
        _title = PythonStrings.Lower(product.Title);
        _bullets = PythonStrings.Lower(string.Join(' ', product.BulletPoints));
        _description = PythonStrings.Lower(product.Description);
    }

    /// <summary>How many wanted attributes resemble one of the product's, or else stand in its texts.</summary>
    internal int CountMet(ImmutableArray<string> wanted, ComparedTexts texts)
    {
        var met = 0;
        foreach (var attribute in wanted)
        {
            met += IsMet(attribute, texts.Attribute(attribute)) ? 1 : 0;
        }

        return met;
    }

    private bool IsMet(string wanted, TokenSet words)
    {
        foreach (var attribute in _attributes)
        {
            if (TokenSetRatio.IsAbove(attribute, words, OptionMatcher.SameAbove))
            {
                return true;
            }
        }

        return _title.Contains(wanted, StringComparison.Ordinal)
            || _bullets.Contains(wanted, StringComparison.Ordinal)
            || _description.Contains(wanted, StringComparison.Ordinal);
    }
}

/// <summary>
/// Wanted attributes and options parsed for comparison, each once: there are few different ones and every purchase needs some.
/// What is kept is bounded by the words of the goals and the catalogue. Thread-safe.
/// </summary>
internal sealed class ComparedTexts
{
    private readonly ConcurrentDictionary<string, TokenSet> _attributes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenSet> _choices = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<GoalOption, TokenSet> _wishes = new();

    internal TokenSet Attribute(string text) => _attributes.GetOrAdd(text, TokenSet.Parse);

    internal TokenSet Choice(string value) => _choices.GetOrAdd(value, static value => TokenSet.Parse(ColorNames.Normalize(value)));

    internal TokenSet Wish(GoalOption option) => _wishes.GetOrAdd(option, static option => TokenSet.Parse(OptionMatcher.ComparedText(option)));
}
