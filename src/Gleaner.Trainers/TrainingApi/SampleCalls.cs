using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Spending;
using Gleaner.Tasks;
using Gleaner.Tinker;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>
/// Samples for a run: what was sampled before comes from the journal, and every sequence is journalled and counted before it is used, so that a resumed run pays
/// for none of them again. Thread-safe.
/// </summary>
internal sealed class SampleCalls : IDisposable
{
    private readonly TinkerAccess _access;
    private readonly CallJournal _journal;
    private readonly SemaphoreSlim _free;

    public SampleCalls(TinkerAccess access, CallJournal journal, PriceList prices, int parallel)
    {
        _access = access;
        _journal = journal;
        _free = new SemaphoreSlim(parallel);
        Ledger = new CallLedger(prices);
        foreach (var record in journal.Restored)
        {
            Ledger.CountAnswer(record);
        }
    }

    /// <summary>What was spent.</summary>
    public CallLedger Ledger { get; }

    /// <summary>Samples one sequence.</summary>
    /// <param name="task">The task that it is about.</param>
    /// <param name="key">Names the question.</param>
    /// <param name="source">What to sample from.</param>
    /// <param name="prompt">The prompt's ids.</param>
    /// <param name="sampling">How.</param>
    /// <param name="textOf">The action that ids stand for.</param>
    /// <param name="cancellationToken">Ends waiting; a sequence that is being sampled is waited for and kept.</param>
    /// <exception cref="BudgetSpentException">It could exceed the budget.</exception>
    /// <exception cref="TinkerException">The server does not answer.</exception>
    public async Task<CallRecord> SampleAsync(
        TaskId task, CallKey key, SamplerSource source, ReadOnlyMemory<int> prompt, TinkerSampling sampling, Func<IReadOnlyList<int>, string> textOf, CancellationToken cancellationToken)
    {
        if (_journal.Find(key) is { } known)
        {
            Ledger.CountFromJournal();
            return known;
        }

        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var reservation = await _access.Budget.ReserveAsync(new TokenUsage(prompt.Length, 0, sampling.MaxTokens), cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var sampled = await SampleAsync(source, prompt, sampling).ConfigureAwait(false);
            var record = new CallRecord
            {
                Task = task,
                Episode = key.Episode,
                Turn = key.Turn,
                Ask = key.Ask,
                Request = key.Request,
                Reply = textOf(sampled.Tokens),
                Form = ReplyForm.Clean,
                Finish = sampled.Stopped ? "stop" : "length",
                InputTokens = prompt.Length,
                OutputTokens = sampled.Tokens.Length,
                Ids = sampled.Tokens,
                LogProbability = sampled.LogProbabilities?.Sum(value => (double)value),
            };
            await _journal.AddAsync(record).ConfigureAwait(false);
            Ledger.CountAnswer(record);
            reservation.Spend(record.Usage);
            return record;
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    // Not cancelled: what is being sampled will be paid for.
    private async Task<TinkerSequence> SampleAsync(SamplerSource source, ReadOnlyMemory<int> prompt, TinkerSampling sampling)
    {
        var weights = source.Weights;
        try
        {
            return await OnceAsync(weights).ConfigureAwait(false);
        }
        catch (TinkerException failure) when (failure.Failure == TinkerFailure.Lost)
        {
            return await OnceAsync(await source.RenewAsync(weights, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }

        async Task<TinkerSequence> OnceAsync(TinkerWeights from)
        {
            var samples = await (await _access.Client.SampleAsync(from, prompt, sampling).ConfigureAwait(false)).ResultAsync().ConfigureAwait(false);
            return samples.Sequences is [var only]
                ? only
                : throw new GleanerException($"The training server gave {samples.Sequences.Length} sequences where one was asked for.");
        }
    }
}
