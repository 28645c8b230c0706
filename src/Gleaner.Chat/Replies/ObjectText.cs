using System.Text.Json;

namespace Gleaner.Chat.Replies;

/// <summary>Objects of JSON, or as Python prints them, that stand in a text.</summary>
internal static class ObjectText
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    /// <summary>Parses an object or a list, with or without commas behind the last of its values; null if it is neither JSON nor Python's.</summary>
    public static JsonDocument? Parse(string text) => TryParse(LenientJson.WithoutLoneSurrogates(text)) ?? (text.Contains('\'', StringComparison.Ordinal) ? TryParse(PythonJson.ToJson(text)) : null);

    /// <summary>Where the object ends that begins at a place, by its brackets; null if it is not closed.</summary>
    public static int? EndOf(string text, int start)
    {
        var (depth, quote) = (0, '\0');
        for (var at = start; at < text.Length; at++)
        {
            var c = text[at];
            if (quote != '\0')
            {
                at += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']' && --depth == 0)
            {
                return at + 1;
            }
        }

        return null;
    }

    private static JsonDocument? TryParse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
