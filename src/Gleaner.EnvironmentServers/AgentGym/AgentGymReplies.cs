using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Gleaner.Environments;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.EnvironmentServers.Worlds;
using Gleaner.WebShop.Sessions;

namespace Gleaner.EnvironmentServers.AgentGym;

/// <summary>The shapes of AgentGym's answers for WebShop.</summary>
internal static class AgentGymReplies
{
    public static void WriteNumbers(Utf8JsonWriter json, IEnumerable<int> numbers)
    {
        json.WriteStartArray();
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    public static void WriteStep(Utf8JsonWriter json, StepResult result)
    {
        json.WriteStartObject();
        json.WriteString("state", result.Observation.Text);
        json.WritePropertyName("reward");
        JsonNumbers.WriteFloat(json, result.Reward);
        json.WriteBoolean("done", result.IsDone);
        json.WriteNull("info");
        json.WriteEndObject();
    }

    public static void WriteReset(Utf8JsonWriter json, Observation observation)
    {
        json.WriteStartArray();
        json.WriteStringValue(observation.Text);
        json.WriteNullValue();
        json.WriteEndArray();
    }

    public static void WriteObservation(Utf8JsonWriter json, WebShopEpisode episode) => json.WriteStringValue(episode.Observation.Text);

    public static void WriteActions(Utf8JsonWriter json, WebShopEpisode episode)
    {
        json.WriteStartObject();
        ServedShop.WriteActions(json, episode.Observation.Actions);
        json.WriteEndObject();
    }

    /// <summary>As on the start page; the original reads it off the present page, which drops the blank or fails after a purchase.</summary>
    public static void WriteInstruction(Utf8JsonWriter json, WebShopEpisode episode) => json.WriteStringValue(Instruction(episode));

    /// <summary>The page's address, its text as plain HTML (not the original's templates), and the instruction.</summary>
    public static void WriteState(Utf8JsonWriter json, WebShopEpisode episode)
    {
        json.WriteStartObject();
        json.WriteString("url", episode.Address);
        json.WriteString("html", Html(episode));
        json.WriteString("instruction_text", Instruction(episode));
        json.WriteEndObject();
    }

    private static string Instruction(WebShopEpisode episode) => "Instruction: " + episode.Goal.Instruction;

    private static string Html(WebShopEpisode episode)
    {
        var html = new StringBuilder("<!DOCTYPE html><html><body>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{WebUtility.HtmlEncode(episode.Observation.Text)}</p>");
        foreach (string clickable in episode.Observation.Actions.Clickables)
        {
            html.Append(CultureInfo.InvariantCulture, $"<button>{WebUtility.HtmlEncode(clickable)}</button>");
        }

        return html.Append("</body></html>").ToString();
    }
}
