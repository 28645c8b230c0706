using System.Text.Json;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>JSON Schemas of actions, observations and state.</summary>
internal static class OpenEnvSchemas
{
    public static void Write(Utf8JsonWriter json, IServedEnvironment environment)
    {
        json.WriteStartObject();
        json.WritePropertyName("action");
        WriteAction(json, environment);
        json.WritePropertyName("observation");
        WriteObservation(json, environment);
        json.WritePropertyName("state");
        WriteState(json);
        json.WriteEndObject();
    }

    private static void WriteAction(Utf8JsonWriter json, IServedEnvironment environment)
    {
        Start(json, "Action", allowsMore: false);
        WriteField(json, StepRequest.ActionField, "string", environment.Description);
        WriteField(json, "metadata", "object", "Passed over.");
        End(json, StepRequest.ActionField);
    }

    private static void WriteObservation(Utf8JsonWriter json, IServedEnvironment environment)
    {
        Start(json, "Observation", allowsMore: false);
        WriteField(json, "text", "string", "The observation as the environment prints it.");
        foreach (var field in environment.ObservationFields)
        {
            WriteField(json, field.Name, field.Kind switch { ServedFieldKind.Text => "string", ServedFieldKind.Boolean => "boolean", _ => "array" }, field.Description);
        }

        WriteField(json, "reward", "number", "Reward of the last action; null after a reset.");
        WriteField(json, "done", "boolean", "Whether the episode has ended.");
        WriteField(json, "metadata", "object", "Empty.");
        End(json, "text");
    }

    private static void WriteState(Utf8JsonWriter json)
    {
        Start(json, "State", allowsMore: true);
        WriteField(json, "episode_id", "string", "Name of the episode; null before the first reset.");
        WriteField(json, "step_count", "integer", "Steps since the reset.");
        WriteField(json, "task_id", "string", "The task, by content; null before the first reset.");
        End(json);
    }

    private static void Start(Utf8JsonWriter json, string title, bool allowsMore)
    {
        json.WriteStartObject();
        json.WriteString("title", title);
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", allowsMore);
        json.WriteStartObject("properties");
    }

    private static void WriteField(Utf8JsonWriter json, string name, string type, string description)
    {
        json.WriteStartObject(name);
        json.WriteString("type", type);
        if (type == "array")
        {
            json.WriteStartObject("items");
            json.WriteString("type", "string");
            json.WriteEndObject();
        }

        json.WriteString("description", description);
        json.WriteEndObject();
    }

    private static void End(Utf8JsonWriter json, params ReadOnlySpan<string> required)
    {
        json.WriteEndObject();
        if (!required.IsEmpty)
        {
            json.WriteStartArray("required");
            foreach (var name in required)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
