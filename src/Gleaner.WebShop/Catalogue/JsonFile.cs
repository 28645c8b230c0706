using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.WebShop.Catalogue;

/// <summary>Reads values of a catalogue's JSON file, with errors that say where they are.</summary>
internal sealed class JsonFile(string path)
{
    internal string Path { get; } = path;

    /// <summary>An error at a record of this file.</summary>
    internal CatalogueException Error(string record, string problem) => new($"{Path}: {record}: {problem}.");

    /// <summary>A field that must be a text.</summary>
    internal string RequiredText(JsonElement record, string name, string where)
    {
        var value = Required(record, name, where);
        return Text(value, $"field '{name}'", where);
    }

    /// <summary>A field that must be there.</summary>
    internal JsonElement Required(JsonElement record, string name, string where) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var value)
            ? value
            : throw Error(where, $"field '{name}' is missing");

    /// <summary>A field that may be missing or null.</summary>
    internal string? OptionalText(JsonElement record, string name, string where) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? Text(value, $"field '{name}'", where)
            : null;

    /// <summary>The text of a value.</summary>
    internal string Text(JsonElement value, string what, string where)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Error(where, $"{what} holds {Describe(value.ValueKind)} where a text is expected");
        }

        return value.WholeText() ?? throw Error(where, $"{what} holds half of a surrogate pair, which is not text");
    }

    /// <summary>The texts of a list.</summary>
    internal IEnumerable<string> Texts(JsonElement value, string what, string where) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(item => Text(item, what, where))
        : throw Error(where, $"{what} holds {Describe(value.ValueKind)} where a list of texts is expected");

    internal static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "true or false",
    };
}
