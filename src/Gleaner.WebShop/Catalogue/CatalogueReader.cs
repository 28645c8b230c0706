namespace Gleaner.WebShop.Catalogue;

/// <summary>Finds and reads the files of a catalogue folder.</summary>
internal sealed class CatalogueReader(string folder, CatalogueOptions options)
{
    internal ProductCatalogue Read()
    {
        if (!Directory.Exists(folder))
        {
            throw new CatalogueException($"{folder}: there is no such folder; name the folder that holds items_shuffle*.json and items_ins_v2*.json.");
        }

        var productFile = Find("items_shuffle*.json") ?? throw Missing("items_shuffle*.json", "the products");
        var attributeFile = Find("items_ins_v2*.json") ?? throw Missing("items_ins_v2*.json", "attributes and instructions");
        var humanFile = Find("items_human_ins*.json");
        if (humanFile is null && options.RequireHumanInstructions)
        {
            throw Missing("items_human_ins*.json", "instructions written by people");
        }

        var files = new CatalogueFileSet(productFile, attributeFile, humanFile, Find("title_nouns*.json"));
        return new FileInfo(productFile).Length >= options.CacheFrom && new CatalogueCache(folder, files, options).TryOpen() is { } stored
            ? new ProductCatalogue(stored, options.PriceSeed, options.Report)
            : files.Read(options.RecordLimit, products => new ProductCatalogue(products, options.PriceSeed));
    }

    private string? Find(string pattern)
    {
        var found = Directory.GetFiles(folder, pattern);
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw new CatalogueException(
                $"{folder}: {found.Length} files match {pattern} ({string.Join(", ", found.Order(StringComparer.Ordinal).Select(Path.GetFileName))}); leave one."),
        };
    }

    private CatalogueException Missing(string pattern, string what) => new($"{folder}: no file {pattern} ({what}) in this folder.");
}

/// <summary>The files of a catalogue.</summary>
/// <param name="Products">The products.</param>
/// <param name="Attributes">Attributes and instructions.</param>
/// <param name="HumanInstructions">Instructions written by people, or null.</param>
/// <param name="TitleNouns">Nouns of titles, or null.</param>
internal sealed record CatalogueFileSet(string Products, string Attributes, string? HumanInstructions, string? TitleNouns)
{
    internal IReadOnlyList<string> Paths => [.. new[] { Products, Attributes, HumanInstructions, TitleNouns }.OfType<string>()];

    /// <summary>Hands over the products, read while they are asked for.</summary>
    internal T Read<T>(int? recordLimit, Func<IEnumerable<Product>, T> use)
    {
        using var attributes = new KeyedJsonFile(Attributes);
        using var human = HumanInstructions is null ? null : new KeyedJsonFile(HumanInstructions);
        using var nouns = TitleNouns is null ? null : new KeyedJsonFile(TitleNouns, "nouns");
        return use(new ProductReader(Products, attributes, human, nouns).Read(recordLimit));
    }
}
