using System.Text.Json;

namespace Gleaner.WebShop.Catalogue;

/// <summary>A JSON file of a catalogue, with errors that say where they are.</summary>
internal sealed class JsonFile : IDisposable
{
    private readonly string _path;
    private readonly JsonDocument _document;

    internal JsonFile(string path, JsonValueKind root)
    {
        _path = path;
        try
        {
            using var stream = File.OpenRead(path);
            _document = JsonDocument.Parse(stream);
        }
        catch (JsonException e)
        {
            throw new CatalogueException(
                $"{path}: not valid JSON at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}; the file may be cut off: download it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CatalogueException($"{path}: cannot be read ({e.Message}).", e);
        }

        if (Root.ValueKind != root)
        {
            var found = Describe(Root);
            _document.Dispose();
            throw new CatalogueException($"{path}: holds {found} where {(root == JsonValueKind.Array ? "a list" : "an object")} is expected.");
        }
    }

    internal JsonElement Root => _document.RootElement;

    public void Dispose() => _document.Dispose();

    /// <summary>An error at a record of this file.</summary>
    internal CatalogueException Error(string record, string problem) => new($"{_path}: {record}: {problem}.");

    /// <summary>A field that must be a text.</summary>
    internal string RequiredText(JsonElement record, string name, string where)
    {
        var value = Required(record, name, where);
        return Text(value, $"field '{name}'", where);
    }

    /// <summary>A field that must be there.</summary>
    internal JsonElement Required(JsonElement record, string name, string where) => record.TryGetProperty(name, out var value)
        ? value
        : throw Error(where, $"field '{name}' is missing");

    /// <summary>The text of a value.</summary>
    internal string Text(JsonElement value, string what, string where)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Error(where, $"{what} holds {Describe(value)} where a text is expected");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error(where, $"{what} holds half of a surrogate pair, which is not text");
        }
    }

    /// <summary>The texts of a list.</summary>
    internal IEnumerable<string> Texts(JsonElement value, string what, string where) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(item => Text(item, what, where))
        : throw Error(where, $"{what} holds {Describe(value)} where a list of texts is expected");

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "true or false",
    };
}
