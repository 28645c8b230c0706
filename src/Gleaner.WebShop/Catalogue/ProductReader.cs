using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Catalogue;

/// <summary>
/// Reads products in the original's raw form (<c>items_shuffle*.json</c>), one at a time, and joins to them what other files say of them.
/// </summary>
/// <param name="productFile">Path of the products.</param>
/// <param name="attributes">Attributes and instructions (<c>items_ins_v2*.json</c>).</param>
/// <param name="humanInstructions">Instructions written by people; null for none.</param>
/// <param name="titleNouns">Nouns of titles; null for none.</param>
internal sealed class ProductReader(string productFile, KeyedJsonFile attributes, KeyedJsonFile? humanInstructions, KeyedJsonFile? titleNouns)
{
    private const int LongestAsin = 10;

    // What the original puts where a product has no attributes of its own.
    private static readonly ImmutableArray<string> NoAttributes = ["DUMMY_ATTR"];

    /// <summary>The products in file order, read while they are asked for.</summary>
    /// <param name="recordLimit">Most records that are looked at; null for all.</param>
    internal IEnumerable<Product> Read(int? recordLimit)
    {
        var file = new JsonFile(productFile);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var records = new JsonItems(file, JsonValueKind.Array);
        while (records.Count < (recordLimit ?? int.MaxValue) && records.MoveNext())
        {
            if (ReadRecord(file, records, seen) is { } product)
            {
                yield return product;
            }
        }

        if (seen.Count == 0)
        {
            throw new CatalogueException($"{productFile}: it holds no product.");
        }
    }

    // Null where the original passes the record over: broken ids and repeats, of which the first one counts.
    private Product? ReadRecord(JsonFile file, JsonItems records, HashSet<string> seen)
    {
        using var document = JsonDocument.Parse(records.Value);
        var record = document.RootElement;
        var where = $"record {records.Count}";
        if (record.ValueKind != JsonValueKind.Object)
        {
            throw file.Error(where, "a product is expected, an object with fields such as 'asin' and 'name'");
        }

        var asin = file.RequiredText(record, "asin", where);
        return asin != "nan" && PythonLength(asin) <= LongestAsin && seen.Add(asin)
            ? ReadProduct(file, record, asin, $"{where} ({asin})")
            : null;
    }

    private static int PythonLength(string text) => text.EnumerateRunes().Count();

    private Product ReadProduct(JsonFile file, JsonElement record, string asin, string where)
    {
        var told = attributes.Read(asin, ProductAttributes.None, (json, entry) => ReadAttributes(json, entry, asin));
        return new Product
        {
            Asin = asin,
            Title = file.RequiredText(record, "name", where),
            Description = file.RequiredText(record, "full_description", where),
            BulletPoints = ReadBulletPoints(file, record, where),
            Category = file.RequiredText(record, "category", where),
            Query = PythonStrings.Strip(PythonStrings.Lower(file.RequiredText(record, "query", where))),
            ProductCategory = file.RequiredText(record, "product_category", where),
            Prices = ReadPrices(file, record, where),
            Options = ReadOptions(file, record, where),
            Attributes = told.Attributes,
            Instruction = told.Instruction,
            InstructionAttributes = told.InstructionAttributes,
            HumanInstructions = humanInstructions?.Read<ImmutableArray<HumanInstruction>>(asin, [], (json, entry) => ReadHumanInstructions(json, entry, asin)) ?? [],
            TitleNouns = titleNouns?.Read(asin, (ImmutableArray<string>?)null, (json, entry) => [.. json.Texts(entry, "the nouns", asin)]),
        };
    }

    private static ImmutableArray<string> ReadBulletPoints(JsonFile file, JsonElement record, string where)
    {
        var value = file.Required(record, "small_description", where);
        return value.ValueKind == JsonValueKind.String
            ? [file.Text(value, "field 'small_description'", where)]
            : [.. file.Texts(value, "field 'small_description'", where)];
    }

    private static ImmutableArray<double> ReadPrices(JsonFile file, JsonElement record, string where)
    {
        try
        {
            return PriceTag.Parse(file.OptionalText(record, "pricing", where));
        }
        catch (FormatException e)
        {
            throw file.Error(where, $"field 'pricing' {e.Message}");
        }
    }

    private static ImmutableArray<ProductOption> ReadOptions(JsonFile file, JsonElement record, string where)
    {
        var groups = file.Required(record, "customization_options", where);
        if (groups.ValueKind == JsonValueKind.Null || (groups.ValueKind == JsonValueKind.String && groups.ValueEquals("")))
        {
            return [];
        }

        if (groups.ValueKind != JsonValueKind.Object)
        {
            throw file.Error(where, "field 'customization_options' must be an object of option groups, or an empty text");
        }

        var options = new OrderedDictionary<string, ProductOption>(StringComparer.Ordinal);
        foreach (var group in groups.EnumerateObject().Where(group => group.Value.ValueKind != JsonValueKind.Null))
        {
            if (group.Value.ValueKind != JsonValueKind.Array)
            {
                throw file.Error(where, $"option group '{group.Name}' must be a list of values");
            }

            // As in a Python dict, a name that comes again keeps its place and takes the later values.
            var name = PythonStrings.Lower(group.Name);
            options[name] = new ProductOption(name, [.. group.Value.EnumerateArray().Select(value => ReadOption(file, value, group.Name, where))]);
        }

        return [.. options.Values];
    }

    private static string ReadOption(JsonFile file, JsonElement value, string group, string where)
    {
        where += $", option group '{group}'";
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw file.Error(where, "an object with the field 'value' is expected");
        }

        var text = PythonStrings.Strip(file.RequiredText(value, "value", where));
        return PythonStrings.Lower(text.Replace("/", " | ", StringComparison.Ordinal));
    }

    private static ProductAttributes ReadAttributes(JsonFile file, JsonElement entry, string asin)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw file.Error(asin, "an object with 'attributes' is expected");
        }

        var instruction = file.OptionalText(entry, "instruction", asin);
        return new ProductAttributes(
            ReadList(file, entry, "attributes", asin) ?? NoAttributes,
            instruction,
            instruction is null ? [] : ReadInstructionAttributes(file, entry, asin));
    }

    private static ImmutableArray<string> ReadInstructionAttributes(JsonFile file, JsonElement entry, string asin) =>
        ReadList(file, entry, "instruction_attributes", asin) is { IsEmpty: false } attributes
            ? attributes
            : throw file.Error(asin, "an instruction without 'instruction_attributes'");

    private static ImmutableArray<string>? ReadList(JsonFile file, JsonElement entry, string name, string where) =>
        entry.TryGetProperty(name, out var value)
            ? [.. file.Texts(value, $"field '{name}'", where)]
            : null;

    private static ImmutableArray<HumanInstruction> ReadHumanInstructions(JsonFile file, JsonElement entry, string asin) =>
        entry.ValueKind == JsonValueKind.Array
            ? [.. entry.EnumerateArray().Select((record, i) => ReadHumanInstruction(file, record, $"{asin}, instruction {i + 1}"))]
            : throw file.Error(asin, "a list of instructions is expected");

    private static HumanInstruction ReadHumanInstruction(JsonFile file, JsonElement record, string where) => new(
        file.RequiredText(record, "instruction", where),
        [.. file.Texts(file.Required(record, "instruction_attributes", where), "field 'instruction_attributes'", where)],
        [.. file.Texts(file.Required(record, "instruction_options", where), "field 'instruction_options'", where)]);

    /// <summary>What the file of attributes says of a product.</summary>
    private sealed record ProductAttributes(ImmutableArray<string> Attributes, string? Instruction, ImmutableArray<string> InstructionAttributes)
    {
        internal static ProductAttributes None { get; } = new(NoAttributes, null, []);
    }
}
