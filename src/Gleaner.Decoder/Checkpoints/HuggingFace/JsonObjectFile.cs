using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.IO.Json;
using Gleaner.IO.Texts;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>A JSON object from a file, whose keys are read with checks: every error names file and key. A null is an absent key.</summary>
internal sealed class JsonObjectFile
{
    private readonly JsonElement _element;
    private readonly string _prefix;

    private JsonObjectFile(string path, JsonElement element, string prefix)
    {
        Path = path;
        _element = element;
        _prefix = prefix;
    }

    public string Path { get; }

    public JsonElement Element => _element;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It cannot be read, is too long, or is not a JSON object.</exception>
    public static JsonObjectFile Read(string path, int maxBytes)
    {
        try
        {
            using var document = StrictJson.ReadDocument(path, maxBytes, JsonValueKind.Object);
            return new JsonObjectFile(path, Mended(document.RootElement), "");
        }
        catch (JsonFileException e)
        {
            throw new CheckpointException(path, e.Problem, e);
        }
        catch (InvalidOperationException e)
        {
            // Names that are no text cannot be told apart.
            throw new CheckpointException(path, $"it is not valid JSON ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>Whether the key exists, even if its value is null.</summary>
    public bool Names(string key) => _element.TryGetProperty(key, out _);

    public bool Has(string key) => Find(key) is not null;

    public JsonElement? Find(string key) =>
        _element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public IEnumerable<string> Keys => _element.EnumerateObject().Select(property => property.Name);

    public JsonObjectFile? Object(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new JsonObjectFile(Path, value, $"{_prefix}{key}."),
        { } value => throw Wrong(key, value, "an object"),
    };

    public int Integer(string key) => OptionalInteger(key) ?? throw Missing(key);

    public int? OptionalInteger(string key) => Find(key) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(key, value, "a whole number below 2³¹");

    public double Number(string key) => OptionalNumber(key) ?? throw Missing(key);

    public double? OptionalNumber(string key) => Find(key) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong(key, value, "a finite number");

    public bool? OptionalBoolean(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(key, value, "true or false"),
    };

    public string? OptionalText(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetText(),
        { } value => throw Wrong(key, value, "a string"),
    };

    /// <summary>The error for a key with an unfit value.</summary>
    public CheckpointException Wrong(string key, JsonElement value, string expected)
    {
        var text = value.GetRawText();
        return new CheckpointException(Path, $"'{_prefix}{key}' is {Excerpt.Start(text, 80)}; {expected} is supported");
    }

    // Halves of characters, which may stand in any text that nobody here reads, must not throw at some later use.
    private static JsonElement Mended(JsonElement root)
    {
        try
        {
            CheckText(root);
            return root.Clone();
        }
        catch (InvalidOperationException)
        {
            return JsonSerializer.SerializeToElement(NodeOf(root));
        }
    }

    /// <exception cref="InvalidOperationException">A name or string is not valid UTF-8 or UTF-16.</exception>
    private static void CheckText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    CheckText(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    CheckText(item);
                }

                break;
            case JsonValueKind.String when element.WholeText() is null:
                throw new InvalidOperationException("A text holds half of a character.");
        }
    }

    private static JsonNode? NodeOf(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    members[property.GetName()] = NodeOf(property.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(NodeOf)]);
            case JsonValueKind.String:
                return JsonValue.Create(element.GetText());
            default:
                return JsonValue.Create(element);
        }
    }

    private CheckpointException Missing(string key) => new(Path, $"it lacks '{_prefix}{key}'");
}

/// <summary>Bounds on what is read into memory before anything is known of a folder: far above any model, far below what would hurt.</summary>
internal static class ConfigLimits
{
    /// <summary>Bytes of a configuration.</summary>
    public const int ConfigBytes = 1 << 20;

    /// <summary>Bytes of the index of a sharded model.</summary>
    public const int IndexBytes = 16 << 20;

    /// <summary>Files of a sharded model.</summary>
    public const int Shards = 1000;
}
