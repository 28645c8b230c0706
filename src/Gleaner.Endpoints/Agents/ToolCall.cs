using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>A tool call as the text of an action: <c>open {"drawer":"left"}</c>, or <c>look</c> where there are no arguments.</summary>
internal static class ToolCall
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The action that a call stands for; arguments in the order of their names, so that equal calls are equal texts.</summary>
    public static string ToAction(FunctionCallContent call)
    {
        if (call.Arguments is not { Count: > 0 } arguments)
        {
            return call.Name;
        }

        var sorted = new JsonObject(arguments
            .OrderBy(argument => argument.Key, StringComparer.Ordinal)
            .Select(argument => KeyValuePair.Create(argument.Key, JsonSerializer.SerializeToNode(argument.Value, Json))));
        return $"{call.Name} {sorted.ToJsonString(Json)}";
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
            var arguments = space < 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(action[space..], Json);
            return name.Length == 0 || arguments is null ? null : new FunctionCallContent(id, name, arguments);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
