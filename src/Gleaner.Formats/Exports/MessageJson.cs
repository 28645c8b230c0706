using System.Text.Json;
using Gleaner.Chat.Rendering;

namespace Gleaner.Formats.Exports;

/// <summary>Messages in the members that OpenAI's format has and most others took over.</summary>
internal static class MessageJson
{
    public static string RoleOf(ConversationMessage message) => message.Role switch
    {
        ChatRole.System => "system",
        ChatRole.User => "user",
        _ => "assistant",
    };

    public static void WriteRoleAndContent(Utf8JsonWriter json, ConversationMessage message)
    {
        json.WriteString("role", RoleOf(message));
        json.WriteString("content", message.Content);
    }

    public static void WriteList(Utf8JsonWriter json, string name, IEnumerable<ConversationMessage> messages)
    {
        json.WriteStartArray(name);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            WriteRoleAndContent(json, message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
