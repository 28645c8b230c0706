namespace Gleaner.WebShop.Shoppers;

/// <summary>What a shopper types into the search bar.</summary>
public enum QueryContent
{
    /// <summary>The kind of product, and the values of the options asked for.</summary>
    KindAndOptions,

    /// <summary>The kind of product with all its qualities, and the values of the options asked for.</summary>
    DescriptionAndOptions,

    /// <summary>The whole instruction, price bound included.</summary>
    WholeText,
}
