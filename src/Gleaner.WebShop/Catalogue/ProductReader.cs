using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Catalogue;

/// <summary>Reads products in the original's raw form (<c>items_shuffle*.json</c>) and joins their attributes to them.</summary>
internal sealed class ProductReader(string productFile, string attributeFile)
{
    private const int LongestAsin = 10;

    // What the original puts where a product has no attributes of its own.
    private static readonly ImmutableArray<string> NoAttributes = ["DUMMY_ATTR"];

    internal ImmutableArray<Product> Read(int? recordLimit)
    {
        using var products = new JsonFile(productFile, JsonValueKind.Array);
        using var attributes = new JsonFile(attributeFile, JsonValueKind.Object);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var result = ImmutableArray.CreateBuilder<Product>(products.Root.GetArrayLength());
        var number = 0;
        foreach (var record in products.Root.EnumerateArray().Take(recordLimit ?? int.MaxValue))
        {
            var where = $"record {++number}";
            if (record.ValueKind != JsonValueKind.Object)
            {
                throw products.Error(where, "a product is expected, an object with fields such as 'asin' and 'name'");
            }

            var asin = products.RequiredText(record, "asin", where);
            where += $" ({asin})";

            // The original's rules: broken ids and repeats are passed over, the first one counts.
            if (asin != "nan" && PythonLength(asin) <= LongestAsin && seen.Add(asin))
            {
                result.Add(ReadProduct(products, record, asin, where, attributes));
            }
        }

        return result.DrainToImmutable();
    }

    private static int PythonLength(string text) => text.EnumerateRunes().Count();

    private static Product ReadProduct(JsonFile file, JsonElement record, string asin, string where, JsonFile attributes)
    {
        var entry = attributes.Root.TryGetProperty(asin, out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var instruction = OptionalText(attributes, entry, "instruction", asin);
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
            Attributes = ReadList(attributes, entry, "attributes", asin) ?? NoAttributes,
            Instruction = instruction,
            InstructionAttributes = instruction is null ? [] : ReadInstructionAttributes(attributes, entry, asin),
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
            return PriceTag.Parse(OptionalText(file, record, "pricing", where));
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

    private static ImmutableArray<string> ReadInstructionAttributes(JsonFile file, JsonElement entry, string asin) =>
        ReadList(file, entry, "instruction_attributes", asin) is { IsEmpty: false } attributes
            ? attributes
            : throw file.Error(asin, "an instruction without 'instruction_attributes'");

    private static ImmutableArray<string>? ReadList(JsonFile file, JsonElement entry, string name, string where) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value)
            ? [.. file.Texts(value, $"field '{name}'", where)]
            : null;

    private static string? OptionalText(JsonFile file, JsonElement record, string name, string where) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? file.Text(value, $"field '{name}'", where)
            : null;
}
