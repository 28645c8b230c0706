using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Tokenizers;

/// <summary>A value in a JSON file that knows where it stands, so that every complaint names file and place.</summary>
internal readonly record struct TokenizerNode(JsonElement Element, string File, string Parent, int Index = -1)
{
    /// <summary>Place in the file; put together only when needed, for there may be hundreds of thousands of nodes.</summary>
    public string Path => Index < 0 ? Parent : $"{Parent}[{Index}]";

    /// <summary>The member, or null where it is missing or null.</summary>
    public TokenizerNode? Find(string name)
    {
        AsObject();
        return Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new TokenizerNode(value, File, Path.Length == 0 ? name : $"{Path}.{name}")
            : null;
    }

    public TokenizerNode this[string name] => Find(name) ?? throw Error($"has no '{name}'");

    public TokenizerNode AsObject() => Element.ValueKind == JsonValueKind.Object ? this : throw Error("must be an object");

    /// <summary>The member "type".</summary>
    public string Type => this["type"].AsString();

    public IEnumerable<TokenizerNode> Items()
    {
        if (Element.ValueKind != JsonValueKind.Array)
        {
            throw Error("must be a list");
        }

        var (file, path) = (File, Path);
        return Element.EnumerateArray().Select((item, i) => new TokenizerNode(item, file, path, i));
    }

    public IEnumerable<(string Name, TokenizerNode Value)> Members()
    {
        AsObject();
        var path = Path;
        foreach (var member in Element.EnumerateObject())
        {
            string name;
            try
            {
                name = member.Name;
            }
            catch (InvalidOperationException)
            {
                throw Error("has a name that is not valid Unicode");
            }

            yield return (name, new TokenizerNode(member.Value, File, path));
        }
    }

    public string AsString()
    {
        if (Element.ValueKind == JsonValueKind.String)
        {
            return Element.WholeText() ?? throw Error("is not valid Unicode");
        }

        throw Error("must be a string");
    }

    public char AsCharacter() => AsString() is [var character] && !char.IsSurrogate(character)
        ? character
        : throw Error("must be a single character below U+10000: nothing else is supported");

    public int AsInt(int min, int max) =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) && value >= min && value <= max
            ? value
            : throw Error($"must be an integer from {min} to {max}");

    public bool Flag(string name, bool otherwise = false) => Find(name) is { } value ? value.AsBool() : otherwise;

    public bool AsBool() => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error("must be true or false"),
    };

    /// <summary>Refuses what the file asks for and says what could be.</summary>
    public TokenizerException Unsupported(string what, params IEnumerable<string> supported) =>
        Error($"asks for {what}, which is not supported; supported: {string.Join(", ", supported)}");

    public TokenizerException Error(string what) => new($"{File}: {(Path.Length == 0 ? "the file" : Path)} {what}.");
}
