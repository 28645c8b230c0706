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
    /// <param name="refuse">Gets a message, with file, item and key, for each conversation that is not in this format; the others are read.</param>
    /// <exception cref="GleanerException">The file is not a JSON array.</exception>
    public static ImmutableArray<RecordedConversation> Read(Stream stream, string name, AgentGymProtocol protocol, Action<string> refuse)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(refuse);
        try
        {
            using var document = JsonDocument.Parse(stream);
            var conversations = ImmutableArray.CreateBuilder<RecordedConversation>();
            foreach (var (index, item) in document.RootElement.EnumerateArray().Index())
            {
                var place = $"{name}: item {index}";
                try
                {
                    var id = TextOf(item, "item_id", "");
                    if (id.StartsWith(protocol.Name + "_", StringComparison.Ordinal))
                    {
                        conversations.Add(Read(place, item, id, protocol));
                    }
                }
                catch (FormatException exception)
                {
                    refuse($"{place}: {exception.Message}");
                }
            }

            return conversations.ToImmutable();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new GleanerException(
                $"{name}: this is not a list of conversations as AgentGym stores them: {(exception is JsonException json ? JsonProblems.Describe(json) : "it should be a JSON array")}.", exception);
        }
    }

    private static RecordedConversation Read(string place, JsonElement item, string id, AgentGymProtocol protocol)
    {
        if (!int.TryParse(id.AsSpan(protocol.Name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var task))
        {
            throw new FormatException($"'{id}' should be '{protocol.Name}_' and the task's number.");
        }

        if (item.Find("conversations") is not { ValueKind: JsonValueKind.Array } messages)
        {
            throw new FormatException("'conversations' should be a list.");
        }

        var turns = ImmutableArray.CreateBuilder<ConversationTurn>();
        var shown = "";
        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            var at = $"conversations[{index}].";
            var text = TextOf(message, "value", at);
            if (TextOf(message, "from", at) == "human")
            {
                shown = text;
            }
            else if ((message.Find("loss") ?? throw new FormatException($"'{at}loss' is missing.")).ValueKind == JsonValueKind.True)
            {
                var (thought, action) = Split(text, protocol.Answer);
                turns.Add(new ConversationTurn(shown, action, thought));
            }
        }

        return new RecordedConversation(place, task, turns.ToImmutable());
    }

    private static string TextOf(JsonElement element, string name, string at) => element.Find(name) is { ValueKind: JsonValueKind.String } text
        ? text.GetText()!
        : throw new FormatException($"'{at}{name}' should be a text.");

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
