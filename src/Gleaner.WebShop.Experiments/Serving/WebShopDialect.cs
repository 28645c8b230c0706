using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Gleaner.EnvironmentServers.AgentGym;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.Environments;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Serving;

/// <summary>
/// What AgentGym's WebShop server answers (WooooDyy/AgentGym, agentenv-webshop), down to the shape of every value; see
/// docs/servers.md for where it differs.
/// </summary>
/// <param name="shop">The shop.</param>
public sealed class WebShopDialect(ServedShop shop) : AgentGymDialect(shop)
{
    private static readonly FrozenDictionary<string, Action<Utf8JsonWriter, IEpisode>> ShopViews = new Dictionary<string, Action<Utf8JsonWriter, IEpisode>>
    {
        ["/observation"] = static (json, episode) => json.WriteStringValue(episode.Observation.Text),
        ["/available_actions"] = static (json, episode) => WriteActions(json, (WebShopEpisode)episode),
        // As on the start page; the original reads it off the present page, which drops the blank or fails after a purchase.
        ["/instruction_text"] = static (json, episode) => json.WriteStringValue(Instruction((WebShopEpisode)episode)),
        ["/state"] = static (json, episode) => WriteState(json, (WebShopEpisode)episode),
    }.ToFrozenDictionary();

    /// <inheritdoc/>
    public override string SessionField => "env_idx";

    /// <inheritdoc/>
    public override string TaskField => "session_id";

    /// <summary>Two: the original resets a new environment when it is made, and once more in the server.</summary>
    public override int DrawsOfNew => 2;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Action<Utf8JsonWriter, IEpisode>> Views => ShopViews;

    /// <inheritdoc/>
    public override string NoTask(long number) => $"There is no goal number {number}: this shop has goals 0..{Environment.TaskCount - 1}.";

    /// <inheritdoc/>
    public override void WriteCreated(Utf8JsonWriter json, int session)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumberValue(session);
    }

    /// <inheritdoc/>
    public override void WriteReset(Utf8JsonWriter json, IEpisode episode)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(episode);
        json.WriteStartArray();
        json.WriteStringValue(episode.Observation.Text);
        json.WriteNullValue();
        json.WriteEndArray();
    }

    /// <summary>Writes the answer to <c>/step</c>; the reward is the step's own.</summary>
    /// <inheritdoc/>
    public override void WriteStep(Utf8JsonWriter json, IEpisode episode, StepResult result)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("state", result.Observation.Text);
        json.WritePropertyName("reward");
        PythonNumbers.WriteFloat(json, result.Reward);
        json.WriteBoolean("done", result.IsDone);
        json.WriteNull("info");
        json.WriteEndObject();
    }

    private static void WriteActions(Utf8JsonWriter json, WebShopEpisode episode)
    {
        json.WriteStartObject();
        ServedShop.WriteActions(json, episode.Observation.Actions);
        json.WriteEndObject();
    }

    /// <summary>The page's address, its text as plain HTML (not the original's templates), and the instruction.</summary>
    private static void WriteState(Utf8JsonWriter json, WebShopEpisode episode)
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
        foreach (var clickable in episode.Observation.Actions.Clickables)
        {
            html.Append(CultureInfo.InvariantCulture, $"<button>{WebUtility.HtmlEncode(clickable)}</button>");
        }

        return html.Append("</body></html>").ToString();
    }
}
