using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Generation;

/// <summary>Writes generated products in the original's four file formats.</summary>
internal static class CatalogueFiles
{
    private static readonly JsonWriterOptions Format = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(string folder, ImmutableArray<GeneratedProduct> products)
    {
        WriteFile(folder, $"items_shuffle_{products.Length}.json", json => WriteProducts(json, products));
        WriteFile(folder, $"items_ins_v2_{products.Length}.json", json => WriteInstructions(json, products));
        WriteFile(folder, "items_human_ins.json", json => WriteFreeInstructions(json, products));
        WriteFile(folder, $"title_nouns_{products.Length}.json", json => WriteNouns(json, products));
    }

    private static void WriteFile(string folder, string name, Action<Utf8JsonWriter> write)
    {
        using var file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew);
        using (var json = new Utf8JsonWriter(file, Format))
        {
            write(json);
        }

        file.Flush(flushToDisk: true);
    }

    private static void WriteProducts(Utf8JsonWriter json, ImmutableArray<GeneratedProduct> products)
    {
        json.WriteStartArray();
        foreach (var product in products)
        {
            json.WriteStartObject();
            json.WriteString("name", product.Title);
            json.WriteString("full_description", product.Description);
            json.WriteString("pricing", product.Pricing);
            WriteStrings(json, "images", [$"images/{product.Asin}.jpg"]);
            json.WriteString("product_category", product.CategoryPath);
            WriteStrings(json, "small_description", product.Bullets);
            WriteOptions(json, product.Options);
            json.WriteString("asin", product.Asin);
            json.WriteString("category", product.Department.Category);
            json.WriteString("query", product.Kind.Search);
            json.WriteNumber("page", 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOptions(Utf8JsonWriter json, ImmutableArray<(string Name, ImmutableArray<string> Values)> options)
    {
        if (options.IsEmpty)
        {
            json.WriteString("customization_options", "");
            return;
        }

        json.WriteStartObject("customization_options");
        foreach (var (name, values) in options)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStartObject();
                json.WriteBoolean("is_selected", false);
                json.WriteBoolean("is_available", true);
                json.WriteString("value", value);
                json.WriteString("price_string", "");
                json.WriteNumber("price", 0);
                json.WriteNull("image");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteInstructions(Utf8JsonWriter json, ImmutableArray<GeneratedProduct> products)
    {
        json.WriteStartObject();
        foreach (var product in products)
        {
            json.WriteStartObject(product.Asin);
            WriteStrings(json, "attributes", product.Traits.All);
            if (product.Instruction is { } instruction)
            {
                json.WriteString("instruction", instruction.Text);
                WriteStrings(json, "instruction_attributes", instruction.Attributes);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteFreeInstructions(Utf8JsonWriter json, ImmutableArray<GeneratedProduct> products)
    {
        json.WriteStartObject();
        foreach (var product in products.Where(p => !p.FreeInstructions.IsEmpty))
        {
            json.WriteStartArray(product.Asin);
            foreach (var instruction in product.FreeInstructions)
            {
                json.WriteStartObject();
                json.WriteString("asin", product.Asin);
                json.WriteString("instruction", instruction.Text);
                WriteStrings(json, "attributes", product.Traits.All);
                WriteStrings(json, "options", instruction.Options.Select(o => $"{o.Name}: {o.Value}"));
                WriteStrings(json, "instruction_attributes", instruction.Attributes);
                WriteStrings(json, "instruction_options", instruction.Options.Select(o => o.Value));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteNouns(Utf8JsonWriter json, ImmutableArray<GeneratedProduct> products)
    {
        var nouns = new RuleBasedTitleNouns();
        json.WriteStartObject();
        json.WriteString("note", "nouns of the titles, lower case, in order, with repeats");
        json.WriteStartObject("nouns");
        foreach (var product in products)
        {
            // Qualities stand in titles as adjectives, whatever their last word may be elsewhere.
            var qualities = product.Traits.Qualities.SelectMany(q => q.Split(' ')).ToHashSet(StringComparer.Ordinal);
            var title = new Product { Asin = product.Asin, Title = product.Title, Category = "", Query = "", ProductCategory = "", Prices = [0] };
            WriteStrings(json, product.Asin, nouns.Of(title).Where(noun => !qualities.Contains(noun)));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
