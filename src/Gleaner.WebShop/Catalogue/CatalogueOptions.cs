namespace Gleaner.WebShop.Catalogue;

/// <summary>How a catalogue is read.</summary>
public sealed record CatalogueOptions
{
    /// <summary>Seed of the prices drawn for products with a price range.</summary>
    public ulong PriceSeed { get; init; }

    /// <summary>Read only the first so many records of the product file; null for all.</summary>
    public int? RecordLimit { get; init; }

    /// <summary>Whether human instructions must be there; otherwise they are read if there.</summary>
    public bool RequireHumanInstructions { get; init; }
}
