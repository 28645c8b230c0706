using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Rewards;

/// <summary>Tells the nouns of product titles, by which the reward judges how near a wrong product's kind is.</summary>
public interface ITitleNouns
{
    /// <summary>The nouns of a product's title, lower case, in order, with repeats. Thread-safe.</summary>
    IReadOnlyList<string> Of(Product product);
}
