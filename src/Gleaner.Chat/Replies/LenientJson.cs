using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gleaner.Chat.Replies;

/// <summary>JSON as others write it: half a character (a lone surrogate), which no text may hold, becomes U+FFFD.</summary>
public static class LenientJson
{
    private const char Replacement = '\uFFFD';
    private const int EscapeLength = 6;

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
