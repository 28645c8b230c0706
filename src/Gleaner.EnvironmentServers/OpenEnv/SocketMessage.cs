using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.IO.Json;
using Gleaner.Tasks;
using Gleaner.Web.Protocols;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>A message of a client: <c>reset</c>, <c>step</c>, <c>state</c>, <c>close</c> or <c>mcp</c>.</summary>
internal readonly record struct SocketMessage(string Type, ResetRequest? Reset = null, string? Action = null, ToolRequest? Tools = null)
{
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static SocketMessage Read(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message, JsonDefaults.Request);
        var fields = Fields.Of(document.RootElement);
        var type = fields.OptionalString("type") ?? "";
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

/// <summary>What a reset may say. What else it holds is for other environments and passed over, as OpenEnv does.</summary>
/// <param name="Seed">Chooses a task: the one with this number modulo the number of tasks.</param>
/// <param name="EpisodeId">Name of the episode, shown in the state.</param>
/// <param name="TaskNumber">The task's number.</param>
/// <param name="Task">The task's id.</param>
internal sealed record ResetRequest(long? Seed, string? EpisodeId, long? TaskNumber, TaskId? Task)
{
    private const int LongestName = 255;

    /// <exception cref="RequestException">A field is wrong.</exception>
    public static ResetRequest Read(Fields fields)
    {
        var seed = fields.OptionalInteger("seed");
        if (seed < 0)
        {
            throw fields.Problem("seed", "greater_than_equal", "Input should be greater than or equal to 0");
        }

        var episodeId = fields.OptionalString("episode_id");
        if (episodeId?.Length > LongestName)
        {
            throw fields.Problem("episode_id", "string_too_long", $"String should have at most {LongestName} characters");
        }

        var task = fields.OptionalString("task_id");
        if (task is not null && (task.Length == 0 || task.Any(char.IsWhiteSpace)))
        {
            throw fields.Problem("task_id", "value_error", "A task id is not empty and has no white space");
        }

        return new ResetRequest(seed, episodeId, fields.OptionalInteger("task_number"), task is null ? null : new TaskId(task));
    }
}

/// <summary>What a step says: the action in one field.</summary>
internal static class StepRequest
{
    /// <summary>Name of the field that holds the action.</summary>
    public const string ActionField = "action_str";

    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static string Read(Fields action)
    {
        action.AllowOnly(ActionField, "metadata");
        action.OptionalObject("metadata");
        return action.String(ActionField);
    }

    /// <summary>Of POST /step, where the action is an object inside.</summary>
    /// <exception cref="RequestException">A field is missing, wrong or unknown.</exception>
    public static string ReadBody(Fields body) => Read(body.Object("action"));
}

/// <summary>A JSON-RPC request for tools, of which there are none here.</summary>
/// <param name="Id">The request's id as JSON; null if it has none.</param>
/// <param name="Method">What is called.</param>
internal sealed record ToolRequest(string? Id, string Method)
{
    /// <exception cref="RequestException">A field is missing or wrong.</exception>
    public static ToolRequest Read(Fields fields) => new(fields.OptionalRaw("id"), fields.String("method"));
}
