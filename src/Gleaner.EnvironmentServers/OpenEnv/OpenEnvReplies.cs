using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.EnvironmentServers.Sessions;
using Gleaner.Web.Protocols;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>The shapes of OpenEnv's answers.</summary>
internal static class OpenEnvReplies
{
    private const int MethodNotFound = -32601;
    private const int InternalError = -32603;

    /// <summary>Observation, reward and end side by side.</summary>
    public static void WriteObservation(Utf8JsonWriter json, ServedEpisode session)
    {
        var episode = session.Episode!;
        json.WriteStartObject();
        json.WriteStartObject("observation");
        json.WriteString("text", episode.Observation.Text);
        session.Environment.WriteObservationFields(json, episode);
        json.WriteEndObject();
        json.WritePropertyName("reward");
        if (session.Reward is { } reward)
        {
            PythonNumbers.WriteFloat(json, reward);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteBoolean("done", session.IsDone);
        json.WriteEndObject();
    }

    public static void WriteState(Utf8JsonWriter json, ServedEpisode session)
    {
        json.WriteStartObject();
        json.WriteString("episode_id", session.Id);
        json.WriteNumber("step_count", session.Steps);
        json.WriteString("task_id", session.Episode?.Task.Value);
        json.WriteEndObject();
    }

    public static void WriteMetadata(Utf8JsonWriter json, IServedEnvironment environment)
    {
        json.WriteStartObject();
        json.WriteString("name", environment.Name);
        json.WriteString("description", environment.Description);
        json.WriteNull("readme_content");
        json.WriteString("version", typeof(OpenEnvReplies).Assembly.GetName().Version!.ToString(3));
        json.WriteString("author", "Gleaner");
        json.WriteNull("documentation_url");
        json.WriteEndObject();
    }

    public static void WriteHealth(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("status", "healthy");
        json.WriteEndObject();
    }

    /// <summary>What an environment without tools answers to JSON-RPC.</summary>
    public static void WriteNoTools(Utf8JsonWriter json, ToolRequest request)
    {
        var isKnown = request.Method is "tools/list" or "tools/call";
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        json.WriteStartObject("error");
        json.WriteNumber("code", isKnown ? InternalError : MethodNotFound);
        json.WriteString("message", isKnown ? "Environment does not support MCP" : $"Method not found: {request.Method}");
        json.WriteEndObject();
        json.WritePropertyName("id");
        json.WriteRawValue(request.Id ?? "null");
        json.WriteEndObject();
    }

    public static void WriteError(Utf8JsonWriter json, string code, string message)
    {
        StartError(json, code, message);
        EndMessage(json);
    }

    public static void WriteInvalid(Utf8JsonWriter json, RequestException problem)
    {
        StartError(json, SocketErrors.Validation, $"Invalid message: {string.Join('.', problem.Place)}: {problem.Message}");
        json.WritePropertyName("errors");
        ReplyBuffer.WriteFieldProblem(json, problem);
        EndMessage(json);
    }

    public static void WriteFull(Utf8JsonWriter json, SessionLimit sessions)
    {
        StartError(json, SocketErrors.CapacityReached, sessions.FullMessage);
        json.WriteNumber("active_sessions", sessions.Open);
        json.WriteNumber("max_sessions", sessions.Max);
        EndMessage(json);
    }

    /// <summary>Starts a message of a type; its data comes next.</summary>
    public static void StartMessage(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WritePropertyName("data");
    }

    private static void StartError(Utf8JsonWriter json, string code, string message)
    {
        StartMessage(json, "error");
        json.WriteStartObject();
        json.WriteString("message", message);
        json.WriteString("code", code);
    }

    private static void EndMessage(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>The error codes of OpenEnv's socket.</summary>
internal static class SocketErrors
{
    public const string InvalidJson = "INVALID_JSON";
    public const string UnknownType = "UNKNOWN_TYPE";
    public const string Validation = "VALIDATION_ERROR";
    public const string Execution = "EXECUTION_ERROR";
    public const string CapacityReached = "CAPACITY_REACHED";
    public const string Session = "SESSION_ERROR";
}
