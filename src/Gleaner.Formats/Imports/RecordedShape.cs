using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Whose message an element of a list is, by whichever of the usual names: <c>role</c> or <c>from</c>; LangChain's <c>type</c> with the message
/// beside it, in <c>data</c> or in <c>kwargs</c>; the <c>type</c> of an item of OpenAI's Responses API.
/// </summary>
/// <param name="Role">The role, in lower case.</param>
/// <param name="Body">The object that holds what is said.</param>
internal sealed record RecordedShape(string Role, JsonElement Body)
{
    private static readonly string[] Types =
    [
        "human", "ai", "system", "tool", "function", "user", "assistant", "developer", "aimessage", "aimessagechunk", "humanmessage", "humanmessagechunk", "systemmessage", "toolmessage", "functionmessage", "chatmessage",
        "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output", "reasoning", "message",
    ];

    /// <summary>The shape of an element; null if nothing says whose message it is.</summary>
    public static RecordedShape? Of(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if ((Text(element, "role") ?? Text(element, "from")) is { } role)
        {
            return new RecordedShape(role, element);
        }

        if (element.TryGetProperty("lc", out _) && element.TryGetProperty("kwargs", out var kwargs) && element.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Array && id.GetArrayLength() > 0
            && id[id.GetArrayLength() - 1] is { ValueKind: JsonValueKind.String } name)
        {
            return new RecordedShape(RoleOf(name.GetText()!.ToLowerInvariant(), kwargs), kwargs);
        }

        return Text(element, "type") is { } type && Types.Contains(type)
            ? element.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? new RecordedShape(RoleOf(type, data), data) : new RecordedShape(RoleOf(type, element), element)
            : null;
    }

    private static string RoleOf(string type, JsonElement body) => type.Replace("messagechunk", "", StringComparison.Ordinal).Replace("message", "", StringComparison.Ordinal) switch
    {
        "chat" or "" => Text(body, "role") ?? type,
        var role => role,
    };

    private static string? Text(JsonElement element, string name) => element.FindText(name)?.Trim().ToLowerInvariant();
}
