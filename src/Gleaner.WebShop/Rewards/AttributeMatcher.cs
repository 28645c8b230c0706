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
        title = PythonText.Lower(product.Title);
        bullets = PythonText.Lower(string.Join(' ', product.BulletPoints));
        description = PythonText.Lower(product.Description);
    }

    /// <summary>How many wanted attributes resemble one of the product's, or else stand in its texts.</summary>
    internal int CountMet(IReadOnlyList<string> wanted) => wanted.Count(IsMet);

    private bool IsMet(string wanted)
    {
        var words = TokenSet.Parse(wanted);
        return Array.Exists(attributes, attribute => TokenSetRatio.Compute(attribute, words) > OptionMatcher.SameAbove)
            || title.Contains(wanted, StringComparison.Ordinal)
            || bullets.Contains(wanted, StringComparison.Ordinal)
            || description.Contains(wanted, StringComparison.Ordinal);
    }
}
