using System.Text.Json;

namespace Gleaner.Trainers.Imports;

/// <summary>Members of recorded JSON.</summary>
internal static class JsonMembers
{
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : throw new KeyNotFoundException($"there is no '{name}'.");

    public static string Text(this JsonElement element, string name) =>
        element.Member(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    /// <summary>The text, or null if the member is missing or null.</summary>
    public static string? TextOrNull(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) ? member.GetString() : null;

    /// <summary>The number of the first of some members that there is; null if there is none or it is null.</summary>
    public static double? NumberOrNull(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null)
            {
                return member.GetDouble();
            }
        }

        return null;
    }
}
