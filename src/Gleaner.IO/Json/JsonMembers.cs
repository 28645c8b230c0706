using System.Text.Json;

namespace Gleaner.IO.Json;

/// <summary>Members of JSON from outside, read with failures that name them.</summary>
public static class JsonMembers
{
    /// <summary>A member of an object; null if there is none, or it is not an object.</summary>
    public static JsonElement? Find(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        try
        {
            return element.TryGetProperty(name, out var member) ? member : null;
        }
        catch (InvalidOperationException)
        {
            // Another member's name is half a character, which cannot be compared. The last one of a name counts, as ever.
            JsonElement? found = null;
            foreach (var member in element.EnumerateObject())
            {
                found = member.GetName() == name ? member.Value : found;
            }

            return found;
        }
    }

    /// <summary>The first of some members that there is and that is not null; null if there is none.</summary>
    public static JsonElement? FindFirst(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.Find(name) is { ValueKind: not JsonValueKind.Null } member)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The text of the first of some members that there is and that is not null; null if that is no text.</summary>
    public static string? FindText(this JsonElement element, params ReadOnlySpan<string> names) =>
        element.FindFirst(names) is { ValueKind: JsonValueKind.String } text ? text.GetText() : null;

    /// <summary>A member of an object.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.Find(name) ?? throw new KeyNotFoundException($"there is no '{name}'.");

    /// <summary>A member's text.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="FormatException">It is null.</exception>
    public static string Text(this JsonElement element, string name) =>
        element.Member(name).GetText() ?? throw new FormatException($"'{name}' is null.");

    /// <summary>The text, or null if the member is missing or null.</summary>
    public static string? TextOrNull(this JsonElement element, string name) =>
        element.Find(name)?.GetText();

    /// <summary>The number of the first of some members that there is; null if there is none or it is null.</summary>
    public static double? NumberOrNull(this JsonElement element, params ReadOnlySpan<string> names) => element.FindFirst(names)?.GetDouble();
}
