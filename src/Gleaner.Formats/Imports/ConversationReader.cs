using System.Text.Json;
using System.Text.RegularExpressions;
using Gleaner.Chat.Replies;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Makes a trajectory of a conversation. System messages, and first exchanges in which the model only says that it has understood,
/// are instructions. Where tools are called, the calls are the actions (each call of a message a turn of its own), text beside them
/// is thought, and words without a call at the end are not an action.
/// </summary>
/// <param name="settings">What is said beside the recordings.</param>
/// <param name="member">The member of a run that holds its messages.</param>
internal sealed partial class ConversationReader(ImportSettings settings, string member)
{
    private static readonly string[] OtherMembers = ["messages", "conversations", "conversation", "history", "chat_history", "contents"];
    private static readonly ReplyParser Words = new(ReplyShape.ThoughtAndAction, ReplyRule.Recorded);
    private static readonly ReplyParser Calls = new(ReplyShape.ToolCalls, ReplyRule.Recorded);

    private readonly TrajectoryMaker _maker = new(settings);

    /// <summary>The entry of a run: an object with messages, or a list of them.</summary>
    /// <exception cref="RunRefusedException">It can't be read.</exception>
    public ImportEntry Read(ImportedRun run)
    {
        var name = OtherMembers.Prepend(member).FirstOrDefault(name => run.Json.ValueKind == JsonValueKind.Object && run.Json.TryGetProperty(name, out _));
        var messages = run.Json.ValueKind == JsonValueKind.Array ? RecordedMessage.ReadAll(run.Json.EnumerateArray())
            : name is not null ? RecordedMessage.ReadAll(Unwrapped(run.Json.List(name)))
            : OtherRuns.MessagesOf(run.Json, member);
        if (name == "chat_history" && messages.Find(message => message.Role != RecordedRole.System)?.Role == RecordedRole.Agent)
        {
            // AutoGen keeps a chat as the one who began it sees it: its task is the assistant's.
            throw new RunRefusedException("the roles are swapped", "'chat_history' begins with the assistant; write the agent's own messages, in which the task is the user's");
        }

        if (SystemOf(run) is { } system)
        {
            messages.Insert(0, new RecordedMessage(RecordedRole.System, 0, system));
        }

        return Read(run, ModelOf(run), settings.ReturnOf(run), messages);
    }

    /// <summary>The entry of a run whose messages were put together.</summary>
    /// <exception cref="RunRefusedException">It can't be read.</exception>
    public ImportEntry Read(ImportedRun run, string? policy, double? value, List<RecordedMessage> messages)
    {
        var usesCalls = messages.Exists(message => message.Said is { } said && (said.Calls.Count > 0 || Calls.Parse(said).Actions.Length > 0));
        var instructions = WithoutPreamble(messages, usesCalls);
        while (IsAcknowledged(messages))
        {
            messages.RemoveRange(0, 2);
            instructions += 2;
        }

        var turns = new ConversationTurns(messages, usesCalls ? Calls : Words, usesCalls, settings.Malformed);
        turns.Read();
        return _maker.Make(run, policy, null, turns.Turns, turns.Last, value, isDone: true) with
        {
            Instructions = instructions + turns.Instructions,
            ClosingWords = turns.ClosingWords,
            Cuts = [.. turns.Cuts],
        };
    }

    /// <summary>An observation without its heading, or without the tags that a template puts around a tool's answer.</summary>
    public static string ObservationIn(string text)
    {
        var trimmed = text.TrimStart();
        return ReplyHeadings.Find(trimmed.Split('\n')[0]) is [{ Kind: HeadingKind.Observation, Start: 0 } heading, ..] ? trimmed[heading.End..].TrimStart()
            : Response().Match(text) is { Success: true } response ? response.Groups["text"].Value
            : text;
    }

    private static string? ModelOf(ImportedRun run) => run.At("model") is { ValueKind: JsonValueKind.String } model && !string.IsNullOrWhiteSpace(model.GetText()) ? model.GetText() : null;

    // A list in a list: some libraries keep conversations in batches of one.
    private static IEnumerable<JsonElement> Unwrapped(IReadOnlyList<JsonElement> list) => list is [{ ValueKind: JsonValueKind.Array } only] ? only.EnumerateArray() : list;

    private static string? SystemOf(ImportedRun run) => run.Json.ValueKind == JsonValueKind.Object && run.At("system") is { ValueKind: JsonValueKind.String or JsonValueKind.Array } system
        && MessageContent.TextOf(system) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    // System messages are instructions, unless the agent acts upon nothing else; a greeting of the agent is no action.
    private static int WithoutPreamble(List<RecordedMessage> messages, bool usesCalls)
    {
        var first = messages.Find(message => message.Role != RecordedRole.System);
        if (first?.Said is not { } said || !messages.Exists(message => message.Role == RecordedRole.Seen))
        {
            return messages.RemoveAll(message => message.Role == RecordedRole.System && messages.Exists(other => other.Role == RecordedRole.Seen));
        }

        var hasHeadings = messages.Exists(message => message.Said is { } other && ReplyHeadings.HasAction(other.Text));
        var isAction = usesCalls ? said.Calls.Count > 0 || Calls.Parse(said).Actions.Length > 0 : !(Acknowledgement.IsPlain(said.Text) && (Acknowledgement.IsSentence(said.Text) || Acknowledgement.IsOne(said.Text, isLater: hasHeadings)));
        if (isAction)
        {
            var told = messages.FindLastIndex(messages.IndexOf(first), message => message.Role == RecordedRole.System);
            if (told >= 0)
            {
                messages[told] = messages[told] with { Role = RecordedRole.Seen };
            }

            return messages.RemoveAll(message => message.Role == RecordedRole.System);
        }

        messages.Remove(first);
        return 1 + messages.RemoveAll(message => message.Role == RecordedRole.System);
    }

    // A model that was told the rules answers that it has understood; its later turns have actions.
    private static bool IsAcknowledged(List<RecordedMessage> messages) =>
        messages is [{ Role: RecordedRole.Seen }, { Role: RecordedRole.Agent, Said: { Calls.Count: 0 } answer }, { Role: RecordedRole.Seen }, { Role: RecordedRole.Agent, Said: { } next }, ..]
        && answer is { IsTruncated: false, Refusal: null }
        && Words.Parse(answer).Said is { Length: > 0 } said && Acknowledgement.IsOne(said, isLater: ReplyHeadings.HasAction(next.Text));

    [GeneratedRegex(@"\A\s*<tool_response>\n?(?<text>.*?)\n?</tool_response>\s*\z", RegexOptions.Singleline)]
    private static partial Regex Response();
}
