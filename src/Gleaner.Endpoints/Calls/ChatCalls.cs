using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Parsing;
using Gleaner.Endpoints.Spending;
using Gleaner.Endpoints.Tokens;
using Gleaner.Runs;
using Gleaner.Tasks;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Calls;

/// <summary>
/// Asks an endpoint for a run: answers from the journal what was answered before, keeps to the budget and the limit of calls in
/// the air, and journals and counts every answer. Thread-safe; one for each run and endpoint.
/// </summary>
public sealed class ChatCalls : IDisposable
{
    private readonly ChatEndpoint _endpoint;
    private readonly CallJournal _journal;
    private readonly CallPipeline _pipeline;
    private readonly Budget _budget;
    private readonly SemaphoreSlim _free;

    private ChatCalls(ChatEndpoint endpoint, CallJournal journal, TimeProvider clock)
    {
        _endpoint = endpoint;
        _journal = journal;
        Ledger = new CallLedger(endpoint.Prices);
        foreach (var record in journal.Restored)
        {
            Ledger.CountAnswer(record);
        }

        var total = Ledger.Total;
        _pipeline = new CallPipeline(endpoint.Client, endpoint.Calls, clock, Ledger.CountRetry);
        _budget = new Budget(endpoint.Budget, endpoint.Prices, new Spent(total.Calls, total.Tokens.Total, total.Cost));
        _free = new SemaphoreSlim(endpoint.Calls.Parallel);
        Clock = clock;
    }

    /// <summary>What was spent and how it was answered.</summary>
    public CallLedger Ledger { get; }

    private TimeProvider Clock { get; }

    /// <summary>Opens the journal of a run.</summary>
    /// <param name="endpoint">Who is asked.</param>
    /// <param name="files">Where files lie.</param>
    /// <param name="journal">The journal, absolute; it may be there already.</param>
    /// <param name="clock">The clock of all waiting.</param>
    /// <exception cref="GleanerException">The journal cannot be read.</exception>
    public static ChatCalls Open(ChatEndpoint endpoint, IRunFiles files, string journal, TimeProvider clock) =>
        new(endpoint, CallJournal.Open(files, journal), clock);

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal.Dispose();
        _free.Dispose();
    }

    /// <summary>Asks a question.</summary>
    /// <param name="task">The task it is about.</param>
    /// <param name="key">Names the question.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="options">Model and sampling.</param>
    /// <param name="parse">Understands a reply, for the counts.</param>
    /// <param name="cancellationToken">Ends waiting; an attempt in the air is waited for, and its answer is kept.</param>
    /// <exception cref="ChatFailedException">The endpoint did not answer.</exception>
    /// <exception cref="BudgetSpentException">The call could exceed the budget.</exception>
    internal async ValueTask<CallRecord> AskAsync(
        TaskId task, CallKey key, IReadOnlyList<ChatMessage> messages, ChatOptions options, Func<AssistantMessage, ParsedReply> parse, CancellationToken cancellationToken)
    {
        if (_journal.Find(key) is { } known)
        {
            Ledger.CountFromJournal();
            return known;
        }

        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var most = new TokenUsage(Prompts.ContextWindow.Estimate(messages), 0, options.MaxOutputTokens ?? 0);
            using var reservation = await _budget.ReserveAsync(most, cancellationToken).ConfigureAwait(false);
            var response = await SendAsync(messages, options, cancellationToken).ConfigureAwait(false);
            var record = Record(task, key, response, parse);
            await _journal.AddAsync(record).ConfigureAwait(false);
            Ledger.CountAnswer(record);
            reservation.Spend(record.Usage);
            return record.InputTokens is not null || _endpoint.Budget is { Tokens: null, Cost: null }
                ? record
                : throw new GleanerException($"{_endpoint.Name} does not report how many tokens an answer takes, so a budget in tokens or money cannot be enforced: set a budget of calls instead.");
        }
        finally
        {
            _free.Release();
        }
    }

    private async ValueTask<ChatResponse> SendAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.SendAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (CallFailure.Of(exception, Clock) is not null)
        {
            // Nobody waits for the answer any more, so it does not matter why there is none.
            cancellationToken.ThrowIfCancellationRequested();
            var failure = CallFailure.Of(exception, Clock)!;
            var said = _endpoint.Key?.RemoveFrom(failure.Message) ?? failure.Message;
            var hint = failure.Hint is { } advice ? $" {advice}"
                : failure.Kind == CallFailureKind.Rejected
                ? _endpoint.Key is { } key ? $" Check the endpoint, the model and the key in {key.Variable}." : " Check the endpoint and the model; does it need a key ('api_key_env')?"
                : "";

            // The cause is left out where it might hold the key.
            throw new ChatFailedException(
                $"{_endpoint.Name} did not answer{(failure.Kind is CallFailureKind.Transient or CallFailureKind.RateLimited ? $" in {_endpoint.Calls.Retries + 1} attempts" : "")}: {said.TrimEnd('.')}.{hint}",
                failure.Kind,
                new IOException(said));
        }
    }

    private CallRecord Record(TaskId task, CallKey key, ChatResponse response, Func<AssistantMessage, ParsedReply> parse)
    {
        // An answer may hold the key (a server that echoes its request), and what is stored must not. Its tokens would.
        var message = ChatMessages.Of(response);
        var safe = message with
        {
            Text = Safe(message.Text),
            Reasoning = message.Reasoning is { } reasoning ? Safe(reasoning) : null,
            Calls = [.. message.Calls.Select(call => call with { Action = call.Action is { } action ? Safe(action) : null })],
        };
        var isSafe = safe.Text == message.Text && safe.Reasoning == message.Reasoning && safe.Calls.SequenceEqual(message.Calls);
        var reply = parse(safe);
        var wentOn = (reply.Cut & (ReplyCut.LaterCycles | ReplyCut.MadeUpObservation)) != ReplyCut.None;
        var tokens = isSafe ? ExactTokens.Of(response) : null;
        return new CallRecord
        {
            Task = task,
            Episode = key.Episode,
            Turn = key.Turn,
            Ask = key.Ask,
            Request = key.Request,
            Reply = safe.Text,
            Reasoning = safe.Reasoning,
            Calls = safe.Calls.Count == 0 ? null : [.. safe.Calls.Select(call => call.Action ?? "")],
            Form = reply.Form,
            WentOn = wentOn ? true : null,
            Finish = response.FinishReason is { } finish ? Safe(finish.Value) : null,
            InputTokens = response.Usage?.InputTokenCount,
            CachedInputTokens = response.Usage?.CachedInputTokenCount,
            OutputTokens = response.Usage?.OutputTokenCount,
            Ids = tokens?.Ids,
            LogProbability = tokens?.LogProbability,
            TokensIncomplete = ExactTokens.AreIncomplete(response) ? true : null,
        };
    }

    private string Safe(string text) => _endpoint.Key?.RemoveFrom(text) ?? text;
}
