using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gleaner.Chat.Replies;

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
    private const string ObservationHeading = "Observation:";
    private const int LongestAcknowledgement = 400;

    private static readonly string[] OtherMembers = ["messages", "conversations", "conversation", "history"];
    private static readonly ReplyParser Words = new(ReplyShape.ThoughtAndAction, ReplyRule.Recorded);
    private static readonly ReplyParser Calls = new(ReplyShape.ToolCalls, ReplyRule.Recorded);

    private readonly TrajectoryMaker _maker = new(settings);

    /// <summary>The entry of a run: an object with messages, or a list of them.</summary>
    /// <exception cref="RunRefusedException">It can't be read.</exception>
    public ImportEntry Read(ImportedRun run)
    {
        var name = OtherMembers.Prepend(member).FirstOrDefault(name => run.Json.ValueKind == JsonValueKind.Object && run.Json.TryGetProperty(name, out _)) ?? member;
        IEnumerable<JsonElement> list = run.Json.ValueKind == JsonValueKind.Array ? run.Json.EnumerateArray() : run.Json.List(name);
        return Read(run, ModelOf(run), settings.ReturnOf(run), RecordedMessage.ReadAll(list));
    }

    /// <summary>The entry of a run whose messages were put together.</summary>
    /// <exception cref="RunRefusedException">It can't be read.</exception>
    public ImportEntry Read(ImportedRun run, string? policy, double? value, List<RecordedMessage> messages)
    {
        var instructions = messages.RemoveAll(message => message.Role == RecordedRole.System && messages.Exists(other => other.Role == RecordedRole.Seen));
        while (IsAcknowledged(messages))
        {
            messages.RemoveRange(0, 2);
            instructions += 2;
        }

        var usesCalls = messages.Exists(message => message.Said is { } said && (said.Calls.Count > 0 || Calls.Parse(said).Actions.Length > 0));
        var turns = new ConversationTurns(messages, usesCalls ? Calls : Words, usesCalls);
        turns.Read();
        return _maker.Make(run, policy, null, turns.Turns, turns.Last, value, isDone: true) with
        {
            Instructions = instructions + turns.Instructions,
            ClosingWords = turns.ClosingWords,
            Cuts = [.. turns.Cuts],
        };
    }

    /// <summary>An observation without its heading.</summary>
    public static string ObservationIn(string text)
    {
        var trimmed = text.TrimStart();
        return trimmed.StartsWith(ObservationHeading, StringComparison.OrdinalIgnoreCase) ? trimmed[ObservationHeading.Length..].TrimStart() : text;
    }

    private static string? ModelOf(ImportedRun run) => run.At("model") is { ValueKind: JsonValueKind.String } model && !string.IsNullOrWhiteSpace(model.GetString()) ? model.GetString() : null;

    // A model that was told the rules answers that it has understood; its later turns have actions.
    private static bool IsAcknowledged(List<RecordedMessage> messages) =>
        messages is [{ Role: RecordedRole.Seen }, { Role: RecordedRole.Agent, Said: { Calls.Count: 0 } answer }, { Role: RecordedRole.Seen }, { Role: RecordedRole.Agent, Said: { } next }, ..]
        && !ReplyHeadings.HasAction(answer.Text)
        && (ReplyHeadings.HasAction(next.Text) || (answer.Text.Length <= LongestAcknowledgement && Understood().IsMatch(answer.Text.Trim())));

    [GeneratedRegex(@"\A(?:OK|Okay|Sure|Understood|Got it|Yes|Certainly|Of course|Alright|I understand|I have understood|I will follow|I'll follow|I’ll follow|I am ready|I'm ready)\b[\s\S]*[.!]\z", RegexOptions.IgnoreCase)]
    private static partial Regex Understood();
}

/// <summary>Goes through the messages of a conversation and makes turns of them.</summary>
internal sealed class ConversationTurns(List<RecordedMessage> messages, ReplyParser parser, bool usesCalls)
{
    private readonly Lazy<bool> _hasHeadings = new(() => messages.Exists(message => message.Said is { } said && ReplyHeadings.HasAction(said.Text)));
    private string? _seen;
    private string? _thought;

    public List<RecordedTurn> Turns { get; } = [];

    /// <summary>What was seen last; null if nothing after the last action.</summary>
    public string? Last => _seen;

    public int Instructions { get; private set; }

    public int ClosingWords { get; private set; }

    public List<ReplyCut> Cuts { get; } = [];

    public void Read()
    {
        for (var at = 0; at < messages.Count;)
        {
            var message = messages[at];
            if (message.Role != RecordedRole.Agent)
            {
                See(message.Text ?? throw new RunRefusedException("a message has no text", $"message {message.Number}"));
                at++;
                continue;
            }

            var answers = messages.Skip(at + 1).TakeWhile(next => next.Role != RecordedRole.Agent).ToList();
            var reply = parser.Parse(message.Said!);
            var actions = ActionsOf(message, reply, isLast: messages.FindIndex(at + 1, later => later.Role == RecordedRole.Agent) < 0, isAnswered: answers.Count > 0);
            at++;
            if (actions.Length == 0)
            {
                continue;
            }

            if (reply.Cut != ReplyCut.None)
            {
                Cuts.Add(reply.Cut);
            }

            Play(message, Join(_thought, reply.Thought), actions, answers);
            at += answers.Count;
        }
    }

    private void See(string text)
    {
        var observation = ConversationReader.ObservationIn(text);
        _seen = _seen is null ? observation : $"{_seen}\n\n{observation}";
    }

    private ImmutableArray<string> ActionsOf(RecordedMessage message, ParsedReply reply, bool isLast, bool isAnswered)
    {
        if (reply.Form == ReplyForm.Truncated && !isLast)
        {
            throw new RunRefusedException("a reply was cut short by the limit of tokens", $"message {message.Number}");
        }

        if (reply.Form == ReplyForm.Malformed && (message.Said!.Calls.Count > 0 || message.Said.Text.Contains("<tool_call>", StringComparison.OrdinalIgnoreCase)))
        {
            throw new RunRefusedException("a call can't be read", $"message {message.Number}: its arguments are not a JSON object, or it has no name");
        }

        var isWords = !usesCalls && !isAnswered && isLast && Turns.Count > 0 && !ReplyHeadings.HasAction(message.Said!.Text) && _hasHeadings.Value;
        if (reply.Actions.Length > 0 && !isWords)
        {
            return reply.Actions;
        }

        if (message.Text is null && message.Said is { Reasoning: null, Calls.Count: 0 })
        {
            throw new RunRefusedException("a message has no text", $"message {message.Number}");
        }

        if (isLast && !(isAnswered && Turns.Count == 0))
        {
            ClosingWords++;
            return [];
        }

        if (!isAnswered)
        {
            // A thought whose action is the next message.
            _thought = Join(_thought, Join(reply.Thought, reply.Thought is null ? reply.Said : null));
            return [];
        }

        if (usesCalls && Turns.Count == 0)
        {
            Instructions++;
            return [];
        }

        // It was answered, so it was played as it stood.
        return usesCalls ? throw new RunRefusedException("the agent talks between its calls", $"message {message.Number}")
            : reply.Said.Length > 0 ? [reply.Said]
            : throw new RunRefusedException("an action is missing", $"message {message.Number}");
    }

    private void Play(RecordedMessage message, string? thought, ImmutableArray<string> actions, List<RecordedMessage> answers)
    {
        _thought = null;
        var calls = message.Said!.Calls;
        for (var i = 0; i < actions.Length; i++)
        {
            Turns.Add(new RecordedTurn(
                _seen ?? (Turns.Count == 0 ? "" : throw new RunRefusedException("an observation is missing", $"before the action {Turns.Count + 1} of message {message.Number}")),
                i == 0 ? thought : null,
                actions[i]));
            _seen = null;
            var id = i < calls.Count ? calls[i].Id : null;
            var answer = answers.FindIndex(one => id is not null && one.CallId == id) is >= 0 and var named ? named
                : answers.FindIndex(one => one.CallId is null || id is null || !calls.Any(call => call.Id == one.CallId));
            if (answer >= 0)
            {
                See(TextOf(answers[answer]));
                answers = [.. answers.Where((_, at) => at != answer)];
            }
        }

        foreach (var rest in answers)
        {
            See(TextOf(rest));
        }
    }

    private static string TextOf(RecordedMessage message) => message.Text ?? (message.CallId is null ? throw new RunRefusedException("a message has no text", $"message {message.Number}") : "");

    private static string? Join(string? first, string? second) =>
        string.IsNullOrWhiteSpace(first) ? string.IsNullOrWhiteSpace(second) ? null : second
        : string.IsNullOrWhiteSpace(second) ? first
        : $"{first}\n{second}";
}
