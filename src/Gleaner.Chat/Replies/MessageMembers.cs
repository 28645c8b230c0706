using System.Text.Json;

namespace Gleaner.Chat.Replies;

/// <summary>Members of JSON whose shape is not known.</summary>
internal static class MessageMembers
{
    /// <summary>A member; null if there is none, also of what is no object.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The first of some members that there is and that is not null.</summary>
    public static JsonElement? FirstMember(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.Member(name) is { ValueKind: not JsonValueKind.Null } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The text of the first of some members that there is; null if that is no text.</summary>
    public static string? TextMember(this JsonElement element, params ReadOnlySpan<string> names) =>
        element.FirstMember(names) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
