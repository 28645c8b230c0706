using System.Text;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.EnvironmentClients.Http;

/// <summary>What a server replied. Fields are read strictly: a message names the call and the field.</summary>
/// <param name="Call">What was asked, for messages: <c>POST http://127.0.0.1:8000/step</c>.</param>
/// <param name="Value">The reply.</param>
internal readonly record struct JsonReply(string Call, JsonElement Value)
{
    /// <summary>Parses a reply.</summary>
    public static JsonReply Parse(string call, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json[JsonTexts.MarkLength(json)..]);
            var value = JsonElement.ParseValue(ref reader);
            return reader.Read() ? throw new JsonException("there is more text after its end.") : new JsonReply(call, value);
        }
        catch (JsonException exception)
        {
            throw ServerFailures.Error(
                call, $"the reply is not JSON: '{ServerFailures.Excerpt(Encoding.UTF8.GetString(json[..Math.Min(json.Length, 1000)]))}'.", exception);
        }
    }

    /// <summary>A member, or null if the reply is not an object or has no such member.</summary>
    public JsonElement? Find(string field) => Value.Find(field);

    /// <summary>A member that must be there.</summary>
    public JsonReply Member(string field) => Find(field) is { } member
        ? this with { Value = member }
        : throw ServerFailures.Error(Call, $"the reply has no '{field}': {Excerpt()}");

    /// <summary>A text.</summary>
    public string Text(string field) => Find(field) is { ValueKind: JsonValueKind.String } text
        ? text.GetText()!
        : throw Wrong(field, "a text");

    /// <summary>The reply itself as a text.</summary>
    public string Text() => Value.ValueKind == JsonValueKind.String
        ? Value.GetText()!
        : throw ServerFailures.Error(Call, $"the reply should be a text: {Excerpt()}");

    /// <summary>A finite number.</summary>
    public double Number(string field) =>
        Find(field) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(field, "a number");

    /// <summary>True or false.</summary>
    public bool Flag(string field) => Find(field) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag
        ? flag.GetBoolean()
        : throw Wrong(field, "true or false");

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string field) =>
        Find(field) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetText()!)]
            : throw Wrong(field, "a list of texts");

    /// <summary>The beginning of the reply, for messages.</summary>
    public string Excerpt() => ServerFailures.Excerpt(Value.GetRawText());

    private Exception Wrong(string field, string expected) => Find(field) is { } found
        ? ServerFailures.Error(Call, $"'{field}' should be {expected}, but is {ServerFailures.Excerpt(found.GetRawText())}")
        : ServerFailures.Error(Call, $"'{field}' should be {expected}, but is missing: {Excerpt()}");
}

internal static class JsonExtensions
{
    /// <summary>A whole number, or null if it is something else.</summary>
    public static long? TryGetInt64OrNull(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
