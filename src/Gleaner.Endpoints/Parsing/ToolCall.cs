using System.Text.Json;
using Gleaner.Chat.Replies;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Parsing;

/// <summary>Calls of Microsoft.Extensions.AI as texts of actions (<see cref="CallText"/>), and back.</summary>
internal static class ToolCall
{
    /// <summary>The action that a call stands for; arguments in the order of their names, so that equal calls are equal texts.</summary>
    public static string ToAction(FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return CallText.Of(
            call.Name,
            (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => KeyValuePair.Create(argument.Key, JsonSerializer.SerializeToNode(argument.Value, CallText.Json))));
    }

    /// <summary>The call that an action stands for; null if it stands for none.</summary>
    /// <param name="action">The action.</param>
    /// <param name="id">The call's id in the conversation.</param>
    public static FunctionCallContent? Parse(string action, string id)
    {
        var space = action.IndexOf(' ', StringComparison.Ordinal);
        var name = space < 0 ? action : action[..space];
        try
        {
            var arguments = space < 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(action[space..], CallText.Json);
            return name.Length == 0 || arguments is null ? null : new FunctionCallContent(id, name, arguments);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
