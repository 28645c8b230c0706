using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.EnvironmentClients.AgentGym.Recordings;

/// <summary>
/// Reads conversations in AgentGym's format: a JSON array of
/// <c>{"item_id":"webshop_7","conversations":[{"from":"human"|"gpt","loss":true|false|null,"value":"…"}, …]}</c>. The model's turns
/// are those of <c>gpt</c> with <c>loss</c> true; the rest is the prompt.
/// </summary>
public static class ConversationFile
{
    /// <summary>Reads the conversations of an environment; those of others are passed over.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="protocol">The environment.</param>
    /// <exception cref="GleanerException">The file is not in this format; the message names file and item.</exception>
    public static ImmutableArray<RecordedConversation> Read(Stream stream, string name, AgentGymProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        try
        {
            using var document = JsonDocument.Parse(stream);
            return
            [
                .. document.RootElement.EnumerateArray()
                    .Select((item, index) => (Place: $"{name}: item {index}", Item: item, Id: item.GetProperty("item_id").GetText() ?? ""))
                    .Where(found => found.Id.StartsWith(protocol.Name + "_", StringComparison.Ordinal))
                    .Select(found => Read(found.Place, found.Item, found.Id, protocol)),
            ];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GleanerException($"{name}: this is not a list of conversations as AgentGym stores them: {exception.Message}", exception);
        }
    }

    private static RecordedConversation Read(string place, JsonElement item, string id, AgentGymProtocol protocol)
    {
        if (!int.TryParse(id.AsSpan(protocol.Name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var task))
        {
            throw new GleanerException($"{place}: '{id}' should be '{protocol.Name}_' and the task's number.");
        }

        var turns = ImmutableArray.CreateBuilder<ConversationTurn>();
        var shown = "";
        foreach (var message in item.GetProperty("conversations").EnumerateArray())
        {
            var text = message.GetProperty("value").GetText() ?? "";
            if (message.GetProperty("from").GetText() == "human")
            {
                shown = text;
            }
            else if (message.GetProperty("loss").ValueKind == JsonValueKind.True)
            {
                var (thought, action) = Split(text, protocol.Answer);
                turns.Add(new ConversationTurn(shown, action, thought));
            }
        }

        return new RecordedConversation(place, task, turns.ToImmutable());
    }

    private static (string? Thought, string Action) Split(string text, AnswerForm form)
    {
        var (begin, end) = form switch
        {
            AnswerForm.AfterAction => ("Action:", "</s>"),
            AnswerForm.SqlBlock => ("```sql", "```"),
            _ => ("", ""),
        };
        var at = begin.Length == 0 ? -1 : text.IndexOf(begin, StringComparison.Ordinal);
        if (at < 0)
        {
            return (null, text.Trim());
        }

        var action = text[(at + begin.Length)..];
        var stop = action.IndexOf(end, StringComparison.Ordinal);
        var thought = text[..at].Trim();
        thought = thought.StartsWith("Thought:", StringComparison.Ordinal) ? thought["Thought:".Length..].Trim() : thought;
        return (thought.Length > 0 ? thought : null, (stop < 0 ? action : action[..stop]).Trim());
    }
}

/// <summary>What a chat model did on one task, as AgentGym's trajectories (AgentTraj-L) keep it. Rewards are not kept.</summary>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Task">The task's number.</param>
/// <param name="Turns">Its turns.</param>
public sealed record RecordedConversation(string Place, int Task, ImmutableArray<ConversationTurn> Turns);

/// <summary>One turn of a recorded conversation.</summary>
/// <param name="Observation">What the model was shown.</param>
/// <param name="Action">Its action, as the server gets it.</param>
/// <param name="Thought">What it wrote before the action; null if nothing.</param>
public sealed record ConversationTurn(string Observation, string Action, string? Thought);
