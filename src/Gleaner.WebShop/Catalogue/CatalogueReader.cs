using System.Collections.Immutable;
using System.Text.Json;

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

        var products = new ProductReader(productFile, attributeFile).Read(options.RecordLimit);
        var ids = products.Select(product => product.Asin).ToHashSet(StringComparer.Ordinal);
        return new ProductCatalogue(
            products,
            options.PriceSeed,
            humanFile is null ? null : ReadHumanInstructions(humanFile, ids),
            Find("title_nouns*.json") is { } nounFile ? ReadTitleNouns(nounFile, ids) : null);
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

    private static Dictionary<string, ImmutableArray<HumanInstruction>> ReadHumanInstructions(string path, HashSet<string> ids)
    {
        using var file = new JsonFile(path, JsonValueKind.Object);
        var instructions = new Dictionary<string, ImmutableArray<HumanInstruction>>(StringComparer.Ordinal);
        foreach (var entry in file.Root.EnumerateObject().Where(entry => ids.Contains(entry.Name)))
        {
            if (entry.Value.ValueKind != JsonValueKind.Array)
            {
                throw file.Error(entry.Name, "a list of instructions is expected");
            }

            instructions[entry.Name] = [.. entry.Value.EnumerateArray().Select((record, i) =>
                ReadHumanInstruction(file, entry.Name, record, $"{entry.Name}, instruction {i + 1}"))];
        }

        return instructions;
    }

    private static HumanInstruction ReadHumanInstruction(JsonFile file, string asin, JsonElement record, string where) => new(
        asin,
        file.RequiredText(record, "instruction", where),
        [.. file.Texts(file.Required(record, "instruction_attributes", where), "field 'instruction_attributes'", where)],
        [.. file.Texts(file.Required(record, "instruction_options", where), "field 'instruction_options'", where)]);

    private static Dictionary<string, ImmutableArray<string>> ReadTitleNouns(string path, HashSet<string> ids)
    {
        using var file = new JsonFile(path, JsonValueKind.Object);
        var nouns = file.Required(file.Root, "nouns", "top level");
        return nouns.ValueKind == JsonValueKind.Object
            ? nouns.EnumerateObject().Where(entry => ids.Contains(entry.Name)).ToDictionary(
                entry => entry.Name,
                entry => file.Texts(entry.Value, "the nouns", entry.Name).ToImmutableArray(),
                StringComparer.Ordinal)
            : throw file.Error("field 'nouns'", "an object of lists is expected");
    }
}
