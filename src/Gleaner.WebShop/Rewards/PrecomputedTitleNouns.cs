using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Rewards;

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
