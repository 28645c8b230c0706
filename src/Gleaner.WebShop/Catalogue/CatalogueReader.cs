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

        using var attributes = new KeyedJsonFile(attributeFile);
        using var human = humanFile is null ? null : new KeyedJsonFile(humanFile);
        using var nouns = Find("title_nouns*.json") is { } nounFile ? new KeyedJsonFile(nounFile, "nouns") : null;
        return new ProductCatalogue(new ProductReader(productFile, attributes, human, nouns).Read(options.RecordLimit), options.PriceSeed);
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
