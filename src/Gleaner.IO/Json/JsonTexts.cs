using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gleaner.IO.Json;

/// <summary>
/// Texts in JSON from outside. JSON may spell half of a surrogate pair (<c>"\ud83d"</c>; Python does when it cuts a text), and a
/// file may hold bytes that are no UTF-8. Neither is worth a record: both become U+FFFD, as in any text that is decoded.
/// </summary>
public static class JsonTexts
{
    private const char Replacement = '\uFFFD';

    /// <summary>Bytes of the byte order mark that JSON begins with, which says nothing about it: 3 or 0.</summary>
    /// <param name="json">UTF-8, from its beginning.</param>
    public static int MarkLength(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>The value of a string; null if it is null.</summary>
    /// <exception cref="InvalidOperationException">It is neither a string nor null.</exception>
    public static string? GetText(this JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException) when (element.ValueKind == JsonValueKind.String)
        {
            return Unescape(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
        }
    }

    /// <summary>The value of a string; null if it holds half of a surrogate pair, where a format makes that a fault to name.</summary>
    /// <exception cref="InvalidOperationException">It is not a string.</exception>
    public static string? WholeText(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw new InvalidOperationException("Only a string has a text.");
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The text or the member's name where a reader stands; null if it holds half of a surrogate pair, where a format makes that a fault to name.</summary>
    /// <exception cref="InvalidOperationException">It stands at neither a string nor a member's name.</exception>
    public static string? WholeText(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw new InvalidOperationException("Only a string and a member's name have a text.");
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The name of a member.</summary>
    public static string GetName(this JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Unescape(JsonMarshal.GetRawUtf8PropertyName(property));
        }
    }

    /// <summary>The text where a reader stands; null if it stands at a null.</summary>
    /// <exception cref="InvalidOperationException">It stands at neither a string, a member's name nor a null.</exception>
    public static string? GetText(this ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException) when (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            return Unescape(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        }
    }

    // The JSON has been parsed, so every escape is whole.
    private static string Unescape(ReadOnlySpan<byte> json)
    {
        var escaped = Encoding.UTF8.GetString(json);
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            if (escaped[i] == 'u')
            {
                text.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(escaped[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var itself => itself });
            }
        }

        return WithWholePairs(text);
    }

    private static string WithWholePairs(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = Replacement;
            }
        }

        return text.ToString();
    }
}

/// <summary>Reads strings as <see cref="JsonTexts"/> does; they are written as ever.</summary>
public sealed class JsonTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
        ? reader.GetText()
        : throw new JsonException(); // The serializer says what it is and where.

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }
}
