using System.Collections.Immutable;
using System.Text;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>Goes through the messages of a conversation and makes turns of them.</summary>
internal sealed class ConversationTurns(List<RecordedMessage> messages, ReplyParser parser, bool usesCalls)
{
    private readonly Lazy<bool> _hasHeadings = new(() => messages.Exists(message => message.Said is { } said && IsFramed(said.Text)));
    private StringBuilder? _seen;
    private string? _thought;

    public List<RecordedTurn> Turns { get; } = [];

    /// <summary>What was seen last; null if nothing after the last action.</summary>
    public string? Last => _seen?.ToString();

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

            Play(message, ReplyText.Join(_thought, reply.Thought), actions, answers);
            at += answers.Count;
        }
    }

    private void See(string text)
    {
        var observation = ConversationReader.ObservationIn(text);
        _seen = _seen is null ? new StringBuilder(observation) : _seen.Append("\n\n").Append(observation);
    }

    private ImmutableArray<string> ActionsOf(RecordedMessage message, ParsedReply reply, bool isLast, bool isAnswered)
    {
        if (reply.Form == ReplyForm.Truncated && !isLast)
        {
            throw new RunRefusedException("a reply was cut short by the limit of tokens", $"message {message.Number}");
        }

        if (reply is { Form: ReplyForm.Malformed, HasUnreadCall: true })
        {
            throw new RunRefusedException("a call can't be read", $"message {message.Number}: its arguments are not a JSON object, or it has no name");
        }

        if (message.Said is { Refusal: not null, Text: "", Calls.Count: 0 })
        {
            ClosingWords++;
            return isLast ? [] : throw new RunRefusedException("the model refuses in the middle of it", $"message {message.Number}");
        }

        var isWords = !usesCalls && !isAnswered && isLast && Turns.Count > 0 && !IsFramed(message.Said!.Text) && _hasHeadings.Value;
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
            _thought = ReplyText.Join(_thought, ReplyText.Join(reply.Thought, reply.Thought is null ? reply.Said : null));
            return [];
        }

        if (usesCalls && Turns.Count == 0)
        {
            Instructions++;
            return [];
        }

        // It was answered, but what of it was played can't be known.
        throw usesCalls ? new RunRefusedException("the agent talks between its calls", $"message {message.Number}")
            : new RunRefusedException("an action is missing", reply.Said.Length > 0 ? $"message {message.Number}: no action can be made out" : $"message {message.Number}");
    }

    // Whether an action is told apart from words: by a heading, a block of code or tags.
    private static bool IsFramed(string text) => ReplyHeadings.HasAction(text) || text.Contains("```", StringComparison.Ordinal) || text.Contains("<action>", StringComparison.OrdinalIgnoreCase);

    private void Play(RecordedMessage message, string? thought, ImmutableArray<string> actions, List<RecordedMessage> answers)
    {
        _thought = null;
        var calls = message.Said!.Calls;
        for (var i = 0; i < actions.Length; i++)
        {
            Turns.Add(new RecordedTurn(
                _seen?.ToString() ?? (Turns.Count == 0 ? "" : throw new RunRefusedException("an observation is missing", $"before the action {Turns.Count + 1} of message {message.Number}")),
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
}
