using System.Collections.Immutable;
using Gleaner.Endpoints.Calls;
using Gleaner.Chat.Replies;
using Gleaner.Tasks;

namespace Gleaner.Endpoints.Spending;

/// <summary>Counts calls, altogether and by task. Thread-safe.</summary>
public sealed class CallLedger
{
    private readonly Lock _gate = new();
    private readonly PriceList _prices;
    private readonly Dictionary<TaskId, CallCounts> _byTask = [];
    private CallCounts _total = new();

    internal CallLedger(PriceList prices) => _prices = prices;

    /// <summary>All calls.</summary>
    public CallCounts Total
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    /// <summary>The calls of each task.</summary>
    public ImmutableSortedDictionary<TaskId, CallCounts> ByTask()
    {
        lock (_gate)
        {
            return _byTask.ToImmutableSortedDictionary();
        }
    }

    internal void CountAnswer(CallRecord record)
    {
        lock (_gate)
        {
            _total = Plus(_total, record);
            _byTask[record.Task] = Plus(_byTask.GetValueOrDefault(record.Task) ?? new CallCounts(), record);
        }
    }

    internal void CountRetry()
    {
        lock (_gate)
        {
            _total = _total with { Retries = _total.Retries + 1 };
        }
    }

    internal void CountFromJournal()
    {
        lock (_gate)
        {
            _total = _total with { FromJournal = _total.FromJournal + 1 };
        }
    }

    private CallCounts Plus(CallCounts counts, CallRecord record) => counts with
    {
        Calls = counts.Calls + 1,
        Tokens = counts.Tokens + record.Usage,
        WithoutUsage = counts.WithoutUsage + (record.InputTokens is null ? 1 : 0),
        Cost = counts.Cost + _prices.CostOf(record.Usage),
        Tolerated = counts.Tolerated + (record.Form == ReplyForm.Tolerated ? 1 : 0),
        Malformed = counts.Malformed + (record.Form == ReplyForm.Malformed ? 1 : 0),
        Truncated = counts.Truncated + (record.Form == ReplyForm.Truncated ? 1 : 0),
        WentOn = counts.WentOn + (record.WentOn == true ? 1 : 0),
        TokensIncomplete = counts.TokensIncomplete + (record.TokensIncomplete == true ? 1 : 0),
        WithTokens = counts.WithTokens + (record.Ids is null ? 0 : 1),
    };
}
