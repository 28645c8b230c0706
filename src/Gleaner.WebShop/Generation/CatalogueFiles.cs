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

    private static readonly RuleBasedTitleNouns Nouns = new();

    internal static void Write(string folder, int count, IEnumerable<GeneratedProduct> products)
    {
        using var items = new OutputFile(folder, $"items_shuffle_{count}.json");
        using var instructions = new OutputFile(folder, $"items_ins_v2_{count}.json");
        using var freeInstructions = new OutputFile(folder, "items_human_ins.json");
        using var nouns = new OutputFile(folder, $"title_nouns_{count}.json");
        items.Json.WriteStartArray();
        instructions.Json.WriteStartObject();
        freeInstructions.Json.WriteStartObject();
        nouns.Json.WriteStartObject();
        nouns.Json.WriteString("note", "nouns of the titles, lower case, in order, with repeats");
        nouns.Json.WriteStartObject("nouns");
        foreach (var product in products)
        {
            WriteProduct(items.Next(), product);
            WriteInstruction(instructions.Next(), product);
            WriteFreeInstructions(freeInstructions.Next(), product);
            WriteNouns(nouns.Next(), product);
        }

        items.Json.WriteEndArray();
        instructions.Json.WriteEndObject();
        freeInstructions.Json.WriteEndObject();
        nouns.Json.WriteEndObject();
        nouns.Json.WriteEndObject();
        foreach (var file in new[] { items, instructions, freeInstructions, nouns })
        {
            file.Finish();
        }
    }

    private static void WriteProduct(Utf8JsonWriter json, GeneratedProduct product)
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

    private static void WriteInstruction(Utf8JsonWriter json, GeneratedProduct product)
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

    private static void WriteFreeInstructions(Utf8JsonWriter json, GeneratedProduct product)
    {
        if (product.FreeInstructions.IsEmpty)
        {
            return;
        }

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

    private static void WriteNouns(Utf8JsonWriter json, GeneratedProduct product)
    {
        // Qualities stand in titles as adjectives, whatever their last word may be elsewhere.
        var qualities = product.Traits.Qualities.SelectMany(q => q.Split(' ')).ToHashSet(StringComparer.Ordinal);
        var title = new Product { Asin = product.Asin, Title = product.Title, Category = "", Query = "", ProductCategory = "", Prices = [0] };
        WriteStrings(json, product.Asin, Nouns.Of(title).Where(noun => !qualities.Contains(noun)));
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

    /// <summary>A file that is written while the products are made, so that they need not be held.</summary>
    private sealed class OutputFile : IDisposable
    {
        private const int FlushFrom = 1 << 20;
        private readonly FileStream _stream;

        internal OutputFile(string folder, string name)
        {
            _stream = new FileStream(Path.Combine(folder, name), FileMode.CreateNew);
            Json = new Utf8JsonWriter(_stream, Format);
        }

        internal Utf8JsonWriter Json { get; }

        public void Dispose()
        {
            Json.Dispose();
            _stream.Dispose();
        }

        /// <summary>The writer, for the next product.</summary>
        internal Utf8JsonWriter Next()
        {
            if (Json.BytesPending >= FlushFrom)
            {
                Json.Flush();
            }

            return Json;
        }

        internal void Finish()
        {
            Json.Flush();
            _stream.Flush(flushToDisk: true);
        }
    }
}
