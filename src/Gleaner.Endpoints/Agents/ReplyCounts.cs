using Gleaner.Chat.Replies;

namespace Gleaner.Endpoints.Agents;

/// <summary>What an agent's client answered.</summary>
/// <param name="Answers">Answers.</param>
/// <param name="Calls">Calls in them, all of which are made unless the task ends before.</param>
/// <param name="Words">Answers without a call, which end their episodes.</param>
/// <param name="Refused">Answers with a call whose arguments could not be read: none of their calls is made.</param>
/// <param name="Truncated">Answers that the limit of tokens cut short: none of their calls is made.</param>
public sealed record ReplyCounts(int Answers, int Calls, int Words, int Refused, int Truncated);

/// <summary>Counts answers. Thread-safe.</summary>
internal sealed class ReplyTally
{
    private readonly Lock _gate = new();
    private ReplyCounts _counts = new(0, 0, 0, 0, 0);

    public ReplyCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    public void Count(ParsedReply reply, bool hadCalls)
    {
        lock (_gate)
        {
            _counts = new ReplyCounts(
                _counts.Answers + 1,
                _counts.Calls + reply.Actions.Length,
                _counts.Words + (reply.Form == ReplyForm.Malformed && !hadCalls ? 1 : 0),
                _counts.Refused + (reply.Form == ReplyForm.Malformed && hadCalls ? 1 : 0),
                _counts.Truncated + (reply.Form == ReplyForm.Truncated ? 1 : 0));
        }
    }
}
