using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Student.Pretraining;

/// <summary>What the pages show of a product: the only thing that pre-training sees of it.</summary>
/// <param name="Asin">Product id.</param>
/// <param name="Title">Title.</param>
/// <param name="Texts">Title, description and bullet points that are not empty.</param>
/// <param name="Options">Option groups, nothing selected.</param>
internal sealed record ShownProduct(string Asin, string Title, ImmutableArray<string> Texts, ImmutableArray<OptionGroup> Options)
{
    public static ShownProduct Of(Product product) => new(
        product.Asin,
        product.Title,
        [.. product.BulletPoints.Prepend(product.Description).Prepend(product.Title).Where(text => !string.IsNullOrWhiteSpace(text))],
        [.. product.Options.Select(option => new OptionGroup(option.Name, option.Values, null))]);

    /// <summary>All texts that pages show, for training the subwords.</summary>
    public IEnumerable<string> AllTexts =>
        Texts.Concat(Options.Select(group => group.Name)).Concat(Options.SelectMany(group => group.Values));
}
