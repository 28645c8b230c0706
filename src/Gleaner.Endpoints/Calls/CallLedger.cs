using System.Collections.Immutable;
using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Spending;
using Gleaner.Tasks;

namespace Gleaner.Endpoints.Calls;

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
        Truncated = counts.Truncated + (record is { Form: ReplyForm.Truncated, IsContextFull: false } ? 1 : 0),
        WentOn = counts.WentOn + (record.WentOn == true ? 1 : 0),
        TokensIncomplete = counts.TokensIncomplete + (record.TokensIncomplete == true ? 1 : 0),
        WithTokens = counts.WithTokens + (record.Ids is null ? 0 : 1),
    };
}

/// <summary>What calls took and how they were answered; all that the journal holds, earlier processes' calls included.</summary>
public sealed record CallCounts
{
    private const double OftenTruncated = 0.05;

    /// <summary>Calls that were answered, and so paid for.</summary>
    public long Calls { get; init; }

    /// <summary>Their tokens.</summary>
    public TokenUsage Tokens { get; init; }

    /// <summary>Calls whose answer did not say how many tokens it took; they are missing in <see cref="Tokens"/> and <see cref="Cost"/>.</summary>
    public long WithoutUsage { get; init; }

    /// <summary>What they cost, by the price list.</summary>
    public decimal Cost { get; init; }

    /// <summary>Answers that did not keep to the form, but left no doubt.</summary>
    public long Tolerated { get; init; }

    /// <summary>Answers in which no action could be made out, or several calls were made where one was asked for.</summary>
    public long Malformed { get; init; }

    /// <summary>Answers that their limit of tokens ended before their action did; those that a full context ended are not counted.</summary>
    public long Truncated { get; init; }

    /// <summary>Answers in which the model went on after its action, with observations or actions of its own; what came after is cut off.</summary>
    public long WentOn { get; init; }

    /// <summary>Answers that came with tokens of which some are missing, and count as text.</summary>
    public long TokensIncomplete { get; init; }

    /// <summary>Answers that came with their tokens as sampled.</summary>
    public long WithTokens { get; init; }

    /// <summary>Attempts that failed and were repeated, in this process.</summary>
    public long Retries { get; init; }

    /// <summary>Questions that were answered from the journal in this process, without a call.</summary>
    public long FromJournal { get; init; }

    /// <summary>Whether no count is negative.</summary>
    internal bool IsSound => Tokens is { Input: >= 0, CachedInput: >= 0, Output: >= 0 } && Cost >= 0
        && new[] { Calls, WithoutUsage, Tolerated, Malformed, Truncated, WentOn, TokensIncomplete, WithTokens, Retries, FromJournal }.All(count => count >= 0);

    /// <summary>What to do about answers that are often cut short; null if they are not.</summary>
    public string? Hint => Truncated > 0 && Truncated >= OftenTruncated * Calls
        ? "Replies often end at the limit of tokens before their action: raise max_reply_tokens (reasoning models need some thousands)."
        : null;
}
