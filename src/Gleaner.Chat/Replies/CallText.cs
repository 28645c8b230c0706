using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.IO.Json;

namespace Gleaner.Chat.Replies;

/// <summary>
/// A tool call as the text of an action: <c>open {"drawer":"left"}</c>, or <c>look</c> where there are no arguments. Arguments are
/// in the order of their names, so that equal calls are equal texts, wherever they were recorded.
/// </summary>
public static class CallText
{
    /// <summary>How arguments are written.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The action of a call.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments by name.</param>
    public static string Of(string name, IEnumerable<KeyValuePair<string, JsonNode?>> arguments)
    {
        var sorted = new JsonObject();
        foreach (var (key, value) in arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal))
        {
            sorted[key] = value?.DeepClone();
        }

        return sorted.Count == 0 ? name : $"{name} {sorted.ToJsonString(Json)}";
    }

    /// <summary>The action of a recorded call.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">A JSON object, or a text that holds one; null for none.</param>
    /// <returns>Null if the name or the arguments are none.</returns>
    public static string? Of(string name, JsonElement? arguments)
    {
        if (name.Length == 0 || name.Any(char.IsWhiteSpace))
        {
            return null;
        }

        return arguments switch
        {
            null or { ValueKind: JsonValueKind.Null } => name,
            { ValueKind: JsonValueKind.Object } values => Of(name, Members(values)),
            { ValueKind: JsonValueKind.String } text => OfText(name, text.GetText()!),
            _ => null,
        };
    }

    private static string? OfText(string name, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return name;
        }

        using var document = LenientJson.TryParseAny(text);
        return document?.RootElement switch
        {
            { ValueKind: JsonValueKind.Object } values => Of(name, Members(values)),
            { ValueKind: JsonValueKind.Null } => name,

            // Arguments that were made a text twice.
            { ValueKind: JsonValueKind.String } inner when inner.GetText() is { } again && again.TrimStart().StartsWith('{') => OfText(name, again),
            _ => null,
        };
    }

    // Of members of one name the last counts, as everywhere in JSON.
    private static Dictionary<string, JsonNode?> Members(JsonElement values)
    {
        var members = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var member in values.EnumerateObject())
        {
            members[member.Name] = LenientJson.NodeOf(member.Value);
        }

        return members;
    }
}
