using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Rewards;

/// <summary>A product's attributes and texts, prepared for comparing with attributes that goals ask for. Immutable.</summary>
internal sealed class AttributeMatcher
{
    private readonly TokenSet[] attributes;
    private readonly string title;
    private readonly string bullets;
    private readonly string description;

    internal AttributeMatcher(Product product)
    {
        attributes = [.. product.Attributes.Select(TokenSet.Parse)];
        title = PythonStrings.Lower(product.Title);
        bullets = PythonStrings.Lower(string.Join(' ', product.BulletPoints));
        description = PythonStrings.Lower(product.Description);
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
        foreach (var attribute in attributes)
        {
            if (TokenSetRatio.IsAbove(attribute, words, OptionMatcher.SameAbove))
            {
                return true;
            }
        }

        return title.Contains(wanted, StringComparison.Ordinal)
            || bullets.Contains(wanted, StringComparison.Ordinal)
            || description.Contains(wanted, StringComparison.Ordinal);
    }
}
