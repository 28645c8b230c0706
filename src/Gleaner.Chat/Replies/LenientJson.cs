using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gleaner.Chat.Replies;

/// <summary>
/// JSON as others write it: half a character (a lone surrogate), which no text may hold, becomes U+FFFD; of members of one name the last
/// counts.
/// </summary>
public static class LenientJson
{
    private const char Replacement = '\uFFFD';
    private const int EscapeLength = 6;

    private static readonly (string Python, string Json)[] PythonNumbers = [("NaN", "null"), ("Infinity", "1e999")];

    /// <summary>Parses a text; null if it is no JSON.</summary>
    public static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(WithoutLoneSurrogates(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Parses a text of JSON, or of a value as Python prints it; null if it is neither.</summary>
    public static JsonDocument? TryParseAny(string text) => TryParse(text) ?? (text.Contains('\'', StringComparison.Ordinal) ? TryParse(PythonJson.ToJson(text)) : null);

    /// <summary>A value as nodes that can be changed; of members of one name the last is taken.</summary>
    public static JsonNode? NodeOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    members[member.Name] = NodeOf(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(NodeOf)]);
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            default:
                return JsonSerializer.SerializeToNode(value);
        }
    }

    /// <summary>The same JSON with U+FFFD for every lone surrogate, escaped or not.</summary>
    public static string WithoutLoneSurrogates(string json)
    {
        StringBuilder? changed = null;
        for (var i = 0; i < json.Length;)
        {
            var (length, isLone) = At(json, i);
            if (isLone)
            {
                changed ??= new StringBuilder(json, 0, i, json.Length);
                changed.Append(Replacement);
            }
            else
            {
                changed?.Append(json, i, length);
            }

            i += length;
        }

        return changed?.ToString() ?? json;
    }

    /// <summary>
    /// The same JSON with null for <c>NaN</c> and a number beyond all others for <c>Infinity</c>, which Python writes and JSON does not have: a run is
    /// not lost for a number that nobody asks for.
    /// </summary>
    public static string WithNumbersOfPython(string json)
    {
        if (!json.Contains("NaN", StringComparison.Ordinal) && !json.Contains("Infinity", StringComparison.Ordinal))
        {
            return json;
        }

        var changed = new StringBuilder(json.Length + 16);
        var isText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var (word, number) = isText ? default : Array.Find(PythonNumbers, one => string.CompareOrdinal(json, i, one.Python, 0, one.Python.Length) == 0);
            if (word is not null)
            {
                changed.Append(number);
                i += word.Length - 1;
                continue;
            }

            isText ^= json[i] == '"';
            changed.Append(json[i]);
            if (isText && json[i] == '\\' && i + 1 < json.Length)
            {
                changed.Append(json[++i]);
            }
        }

        return changed.ToString();
    }

    // What stands at a place: a character, a pair, an escape or a pair of escapes.
    private static (int Length, bool IsLone) At(string json, int i)
    {
        var c = json[i];
        if (c == '\\')
        {
            if (Escape(json, i) is not { } unit)
            {
                return (Math.Min(2, json.Length - i), false);
            }

            return !char.IsSurrogate(unit) ? (EscapeLength, false)
                : char.IsHighSurrogate(unit) && Escape(json, i + EscapeLength) is { } next && char.IsLowSurrogate(next) ? (2 * EscapeLength, false)
                : (EscapeLength, true);
        }

        return !char.IsSurrogate(c) ? (1, false)
            : char.IsHighSurrogate(c) && i + 1 < json.Length && char.IsLowSurrogate(json[i + 1]) ? (2, false)
            : (1, true);
    }

    private static char? Escape(string json, int i) =>
        i + EscapeLength <= json.Length && json[i] == '\\' && json[i + 1] == 'u'
        && ushort.TryParse(json.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
