using System.Text;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>Goes through the messages of a conversation and makes turns of them.</summary>
/// <param name="messages">The messages.</param>
/// <param name="parser">Reads the agent's.</param>
/// <param name="usesCalls">Whether the agent calls tools.</param>
/// <param name="malformed">What becomes of its replies without an action.</param>
internal sealed class ConversationTurns(List<RecordedMessage> messages, ReplyParser parser, bool usesCalls, MalformedReplies malformed)
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
            var done = ActionsOf(message, reply, isLast: messages.FindIndex(at + 1, later => later.Role == RecordedRole.Agent) < 0, answers.Count);
            at++;
            if (done.Count == 0)
            {
                continue;
            }

            var isWhole = done is [{ IsWholeReply: true }];
            if (reply.Cut != ReplyCut.None && !isWhole)
            {
                Cuts.Add(reply.Cut);
            }

            Play(message, ReplyText.Join(_thought, isWhole ? message.Said!.Reasoning : reply.Thought), done, answers);
            at += answers.Count;
        }
    }

    private void See(string text)
    {
        var observation = ConversationReader.ObservationIn(text);
        _seen = _seen is null ? new StringBuilder(observation) : _seen.Append("\n\n").Append(observation);
    }

    private IReadOnlyList<Done> ActionsOf(RecordedMessage message, ParsedReply reply, bool isLast, int answers)
    {
        var isAnswered = answers > 0;
        if (reply.Form == ReplyForm.Truncated && !isLast)
        {
            return WithoutAction(message, MalformedReply.CutShort, "", isLast, answers);
        }

        if (reply is { Form: ReplyForm.Malformed, HasUnreadCall: true })
        {
            return WithoutAction(message, MalformedReply.UnreadCall, ": its arguments are not a JSON object, or it has no name", isLast, answers);
        }

        if (message.Said is { Refusal: not null, Text: "", Calls.Count: 0 })
        {
            ClosingWords += isLast ? 1 : 0;
            return isLast ? [] : WithoutAction(message, MalformedReply.Declined, "", isLast, answers);
        }

        var isWords = !usesCalls && !isAnswered && isLast && Turns.Count > 0 && !IsFramed(message.Said!.Text) && _hasHeadings.Value;
        if (reply.Actions.Length > 0 && !isWords)
        {
            return [.. reply.Actions.Select(action => new Done(action))];
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

        return usesCalls ? WithoutAction(message, MalformedReply.Words, "", isLast, answers)
            : WithoutAction(message, MalformedReply.NoAction, reply.Said.Length > 0 ? ": no action can be made out" : "", isLast, answers);
    }

    // What of such a reply was played can't be known: its run is refused, or it is kept as it was said.
    private IReadOnlyList<Done> WithoutAction(RecordedMessage message, string reason, string detail, bool isLast, int answers)
    {
        var canBeKept = answers > 0 || isLast;
        if (malformed == MalformedReplies.Refuse || !canBeKept)
        {
            throw MalformedReply.Refusal(reason, $"message {message.Number}{detail}", canBeKept);
        }

        var said = message.Said!;
        if (answers == 0)
        {
            ClosingWords++;
            return [];
        }

        // Calls that are each answered were each made, whether they can be read or not.
        return reason == MalformedReply.UnreadCall && said.Calls.Count > 0 && answers >= said.Calls.Count
            ? [.. said.Calls.Select(call => new Done(call.Said, call.Action is null ? reason : null))]
            : [new Done(MalformedReply.AsSaid(said), reason, IsWholeReply: true)];
    }

    // Whether an action is told apart from words: by a heading, a block of code or tags.
    private static bool IsFramed(string text) => ReplyHeadings.HasAction(text) || text.Contains("```", StringComparison.Ordinal) || text.Contains("<action>", StringComparison.OrdinalIgnoreCase);

    private void Play(RecordedMessage message, string? thought, IReadOnlyList<Done> done, List<RecordedMessage> answers)
    {
        _thought = null;
        var calls = message.Said!.Calls;
        for (var i = 0; i < done.Count; i++)
        {
            Turns.Add(new RecordedTurn(
                _seen?.ToString() ?? (Turns.Count == 0 ? "" : throw new RunRefusedException("an observation is missing", $"before the action {Turns.Count + 1} of message {message.Number}")),
                i == 0 ? thought : null,
                done[i].Action)
            {
                Malformed = done[i].Malformed,
            });
            _seen = null;
            var answer = done[i].IsWholeReply ? 0 : AnswerTo(i < calls.Count ? calls[i] : null, done[i], done.Skip(i + 1), calls, answers);
            if (answer >= 0 && answer < answers.Count)
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

    // An answer is known by the id of its call, else by the name of its tool, else by its place.
    private static int AnswerTo(MessageCall? call, Done done, IEnumerable<Done> later, IReadOnlyList<MessageCall> calls, List<RecordedMessage> answers)
    {
        var id = call?.Id;
        if (answers.FindIndex(one => id is not null && one.CallId == id) is >= 0 and var byId)
        {
            return byId;
        }

        var tools = later.Select(one => one.Tool).Where(tool => tool != done.Tool).ToHashSet(StringComparer.Ordinal);
        var free = answers.Select((one, at) => (one.Tool, At: at, IsFree: one.CallId is null || id is null || !calls.Any(other => other.Id == one.CallId))).Where(one => one.IsFree).ToList();
        return free.Where(one => one.Tool is not null && one.Tool == done.Tool).Concat(free.Where(one => one.Tool is null || !tools.Contains(one.Tool)))
            .Select(one => (int?)one.At).FirstOrDefault() ?? -1;
    }

    private static string TextOf(RecordedMessage message) => message.Text ?? (message.CallId is null ? throw new RunRefusedException("a message has no text", $"message {message.Number}") : "");

    /// <summary>What the environment was given.</summary>
    /// <param name="Action">The action, or the reply as it was said.</param>
    /// <param name="Malformed">Why no action can be made out; null for an action.</param>
    /// <param name="IsWholeReply">Whether it is all that the message says.</param>
    private readonly record struct Done(string Action, string? Malformed = null, bool IsWholeReply = false)
    {
        /// <summary>The tool, where the action is a call.</summary>
        public string Tool => Action.Split(' ', 2)[0];
    }
}
