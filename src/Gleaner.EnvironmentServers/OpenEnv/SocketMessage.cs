using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.IO.Json;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>A message of a client: <c>reset</c>, <c>step</c>, <c>state</c>, <c>close</c> or <c>mcp</c>.</summary>
internal readonly record struct SocketMessage(string Type, ResetRequest? Reset = null, string? Action = null, ToolRequest? Tools = null)
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static SocketMessage Read(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message, JsonDefaults.Request);
        var fields = Fields.Of(document.RootElement);
        string type = fields.OptionalString("type") ?? "";
        switch (type)
        {
            case "reset":
                fields.AllowOnly("type", "data");
                return new(type, Reset: ResetRequest.Read(fields.OptionalObject("data").AsRoot()));
            case "step":
                fields.AllowOnly("type", "data");
                return new(type, Action: StepRequest.Read(fields.Object("data").AsRoot()));
            case "mcp":
                fields.AllowOnly("type", "data");
                return new(type, Tools: ToolRequest.Read(fields.Object("data").AsRoot()));
            case "state" or "close":
                fields.AllowOnly("type");
                return new(type);
            default:
                return new(type);
        }
    }

    /// <summary>Writes the answer to a message that has been carried out.</summary>
    /// <returns>False if there is none because the session ends.</returns>
    public bool WriteAnswer(Utf8JsonWriter json, ServedEpisode episode)
    {
        switch (Type)
        {
            case "reset" or "step":
                OpenEnvReplies.StartMessage(json, "observation");
                OpenEnvReplies.WriteObservation(json, episode);
                break;
            case "state":
                OpenEnvReplies.StartMessage(json, "state");
                OpenEnvReplies.WriteState(json, episode);
                break;
            case "mcp":
                OpenEnvReplies.StartMessage(json, "mcp");
                OpenEnvReplies.WriteNoTools(json, Tools!);
                break;
            case "close":
                return false;
            default:
                OpenEnvReplies.WriteError(json, SocketErrors.UnknownType, $"Unknown message type: {Type}");
                return true;
        }

        json.WriteEndObject();
        return true;
    }
}
