using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Recorded runs as conversations: ShareGPT's <c>conversations</c> of <c>from</c> and <c>value</c> (AgentGym, ETO), or OpenAI's
/// <c>messages</c> of <c>role</c> and <c>content</c>. The system's messages, and a first exchange in which the model only says that it
/// has understood, are instructions and no turns.
/// </summary>
internal sealed class ConversationImport(ImportSettings settings)
{
    private const string ObservationHeading = "Observation:";

    private readonly TrajectoryMaker _maker = new(settings);

    /// <summary>A run in ShareGPT's form.</summary>
    public ImportEntry ReadShareGpt(string place, JsonElement run) =>
        Make(place, run, [.. run.Member("conversations").EnumerateArray().Select(message => new Message(RoleOf(message.Text("from")), message.Text("value")))]);

    /// <summary>A run in OpenAI's form.</summary>
    public ImportEntry ReadOpenAi(string place, JsonElement run) =>
        Make(place, run, [.. run.Member("messages").EnumerateArray().Select(message => new Message(RoleOf(message.Text("role")), message.TextOrNull("content")))]);

    private ImportEntry Make(string place, JsonElement run, List<Message> messages)
    {
        var all = messages.Count;
        messages.RemoveAll(message => message.Role == Role.System);
        if (messages.FindIndex(message => message.Content is null) is >= 0 and var silent)
        {
            return ImportEntry.Refuse(place, "a message has no text", $"message {silent + 1}; tool calls are not actions in text");
        }

        if (IsAcknowledged(messages))
        {
            messages.RemoveRange(0, 2);
        }

        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role == Role.Other || messages[i].Role != (i % 2 == 0 ? Role.User : Role.Assistant))
            {
                return ImportEntry.Refuse(place, "user and model do not take turns", $"message {i + 1 + all - messages.Count}");
            }
        }

        var turns = new List<RecordedTurn>();
        for (var i = 0; i + 1 < messages.Count; i += 2)
        {
            var (thought, action) = ReActText.Split(messages[i + 1].Content!);
            turns.Add(new RecordedTurn(ObservationIn(messages[i].Content!), thought, action));
        }

        var last = messages.Count % 2 == 1 ? ObservationIn(messages[^1].Content!) : null;
        var entry = _maker.Make(place, run.TextOrNull("model"), null, turns, last, run.NumberOrNull("return", "reward", "score"), isDone: true);
        return entry with { Instructions = all - messages.Count };
    }

    // A model that was told the rules answers that it has understood; its later turns have actions.
    private static bool IsAcknowledged(List<Message> messages) =>
        messages is [{ Role: Role.User }, { Role: Role.Assistant, Content: { } answer }, { Role: Role.User }, { Role: Role.Assistant, Content: { } first }, ..]
        && !ReActText.HasAction(answer) && ReActText.HasAction(first);

    private static string ObservationIn(string text) =>
        text.StartsWith(ObservationHeading, StringComparison.Ordinal) ? text[ObservationHeading.Length..].TrimStart() : text;

    private static Role RoleOf(string name) => name switch
    {
        "system" or "developer" => Role.System,
        "human" or "user" => Role.User,
        "gpt" or "assistant" => Role.Assistant,
        _ => Role.Other,
    };

    private enum Role
    {
        System,
        User,
        Assistant,
        Other,
    }

    private sealed record Message(Role Role, string? Content);
}
