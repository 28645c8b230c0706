using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using Gleaner.Runs;

namespace Gleaner.Cluster.Tests;

/// <summary>What workers say of items, heard as it is sent.</summary>
internal sealed class HeardResults : IAsyncDisposable
{
    private readonly NatsLink _link;
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<HeardResult> _heard = [];
    private readonly List<(Func<HeardResult, bool> IsIt, TaskCompletionSource<HeardResult> Heard)> _awaited = [];
    private readonly Task _listening;

    private HeardResults(NatsLink link)
    {
        _link = link;
        _listening = Task.Run(ListenAsync, CancellationToken.None);
    }

    public static async Task<HeardResults> ListenAsync(ClusterOptions options)
    {
        var heard = new HeardResults(await NatsLink.OpenAsync(options, "listener", _ => { }, TestContext.Current.CancellationToken));
        await heard._link.Connection.PingAsync(TestContext.Current.CancellationToken);
        return heard;
    }

    public NatsLink Link => _link;

    public IReadOnlyList<HeardResult> All()
    {
        lock (_heard)
        {
            return [.. _heard];
        }
    }

    /// <summary>The first of a kind, which may have been heard already.</summary>
    public Task<HeardResult> FirstAsync(Func<HeardResult, bool> isIt)
    {
        lock (_heard)
        {
            var awaited = new TaskCompletionSource<HeardResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_heard.Find(result => isIt(result)) is { } known)
            {
                awaited.SetResult(known);
            }
            else
            {
                _awaited.Add((isIt, awaited));
            }

            return awaited.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening;
        _end.Dispose();
        await _link.DisposeAsync();
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (var message in _link.Connection.SubscribeAsync<byte[]>(Subjects.AllResults, cancellationToken: _end.Token))
            {
                // The first byte says that the message is all there is.
                var (result, records) = Packed.Result(message.Data![1..]);
                Note(new HeardResult(message.Subject, result, [.. records.Select(record => record.Record)]));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Note(HeardResult result)
    {
        lock (_heard)
        {
            _heard.Add(result);
            _awaited.Where(awaited => awaited.IsIt(result)).ToList().ForEach(awaited => awaited.Heard.TrySetResult(result));
        }
    }
}

/// <summary>A result as it was sent.</summary>
/// <param name="Subject">Where to.</param>
/// <param name="Result">What a worker says of an item.</param>
/// <param name="Records">Its rollouts.</param>
internal sealed record HeardResult(string Subject, ItemResult Result, IReadOnlyList<RolloutRecord> Records);
