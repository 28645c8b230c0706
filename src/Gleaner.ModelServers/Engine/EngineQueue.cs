using System.Threading.Channels;

namespace Gleaner.ModelServers.Engine;

/// <summary>
/// Does one thing after the other in the order in which they came, on a thread of its own: the engine's arithmetic takes all cores anyway, and the order is
/// what clients count on. Sequences that are to be sampled from the same weights and wait side by side are sampled together, which changes no result. Thread-safe.
/// </summary>
internal sealed class EngineQueue : IAsyncDisposable
{
    /// <summary>Most sequences in one batch: what bounds the memory of their keys and values.</summary>
    private const int LargestBatch = 64;

    private readonly Channel<Work> _channel = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly BatchSampler _sampler;
    private readonly int _limit;
    private readonly Task _worker;
    private int _waiting;

    public EngineQueue(BatchSampler sampler, int limit)
    {
        _sampler = sampler;
        _limit = limit;
        _worker = Task.Factory.StartNew(WorkAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Whether more may wait.</summary>
    public bool HasRoom => Volatile.Read(ref _waiting) < _limit;

    /// <summary>Does something when its turn comes.</summary>
    public Task<T> RunAsync<T>(Func<T> act)
    {
        var work = new Operation<T>(act);
        Add(work);
        return work.Task;
    }

    /// <summary>Samples sequences from the same weights when their turn comes.</summary>
    public Task<IReadOnlyList<SampledSequence>> SampleAsync(SamplerWeights weights, IReadOnlyList<SampleJob> jobs)
    {
        var work = new Sampling(weights, jobs);
        Add(work);
        return work.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        while (_channel.Reader.TryRead(out var work))
        {
            work.Fail(new OperationCanceledException("The server stops."));
        }

        await _worker.ConfigureAwait(false);
    }

    private void Add(Work work)
    {
        Interlocked.Increment(ref _waiting);
        if (!_channel.Writer.TryWrite(work))
        {
            Interlocked.Decrement(ref _waiting);
            work.Fail(new OperationCanceledException("The server stops."));
        }
    }

    private async Task WorkAsync()
    {
        while (await _channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_channel.Reader.TryRead(out var work))
            {
                List<Work> batch = [work];
                if (work is Sampling sampling)
                {
                    AddNeighbours(sampling, batch);
                    Sample([.. batch.Cast<Sampling>()]);
                }
                else
                {
                    ((IOperation)work).Run();
                }

                Interlocked.Add(ref _waiting, -batch.Count);
            }
        }
    }

    private void AddNeighbours(Sampling first, List<Work> batch)
    {
        var count = first.Jobs.Count;
        while (_channel.Reader.TryPeek(out var next) && next is Sampling other && other.Weights == first.Weights && count + other.Jobs.Count <= LargestBatch)
        {
            _channel.Reader.TryRead(out _);
            batch.Add(other);
            count += other.Jobs.Count;
        }
    }

    private void Sample(IReadOnlyList<Sampling> batch)
    {
        try
        {
            var results = _sampler.Sample(batch[0].Weights.Load(), [.. batch.SelectMany(sampling => sampling.Jobs)]);
            var next = 0;
            foreach (var sampling in batch)
            {
                sampling.Finish([.. results.Skip(next).Take(sampling.Jobs.Count)]);
                next += sampling.Jobs.Count;
            }
        }
        catch (Exception exception)
        {
            // Whatever it is belongs to those who asked; the next ones are served.
            foreach (var sampling in batch)
            {
                sampling.Fail(exception);
            }
        }
    }

    private interface IOperation
    {
        void Run();
    }

    private abstract class Work
    {
        public abstract void Fail(Exception exception);
    }

    private sealed class Operation<T>(Func<T> act) : Work, IOperation
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _done.Task;

        public void Run()
        {
            try
            {
                _done.SetResult(act());
            }
            catch (Exception exception)
            {
                _done.SetException(exception);
            }
        }

        public override void Fail(Exception exception) => _done.TrySetException(exception);
    }

    private sealed class Sampling(SamplerWeights weights, IReadOnlyList<SampleJob> jobs) : Work
    {
        private readonly TaskCompletionSource<IReadOnlyList<SampledSequence>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SamplerWeights Weights => weights;

        public IReadOnlyList<SampleJob> Jobs => jobs;

        public Task<IReadOnlyList<SampledSequence>> Task => _done.Task;

        public void Finish(IReadOnlyList<SampledSequence> results) => _done.SetResult(results);

        public override void Fail(Exception exception) => _done.TrySetException(exception);
    }
}
