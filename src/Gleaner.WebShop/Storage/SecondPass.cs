using System.Collections.Concurrent;

namespace Gleaner.WebShop.Storage;

/// <summary>Does something with items on another thread, in order, a few batches behind.</summary>
internal sealed class SecondPass<T> : IDisposable
{
    private const int BatchSize = 256;
    private const int BatchesAhead = 8;

    private readonly BlockingCollection<List<T>> _batches = new(BatchesAhead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private List<T> _batch = new(BatchSize);

    /// <param name="use">What is done with each item.</param>
    internal SecondPass(Action<T> use)
    {
        _work = Task.Run(() =>
        {
            try
            {
                foreach (var item in _batches.GetConsumingEnumerable(_stop.Token).SelectMany(batch => batch))
                {
                    use(item);
                }
            }
            catch
            {
                // Whoever waits for room must not wait for ever.
                _stop.Cancel();
                throw;
            }
        });
    }

    /// <summary>Hands an item over.</summary>
    internal void Add(T item)
    {
        _batch.Add(item);
        if (_batch.Count == BatchSize)
        {
            HandOver();
        }
    }

    /// <summary>Waits until all items are done; what failed there fails here.</summary>
    internal void Finish()
    {
        HandOver();
        _batches.CompleteAdding();
        _work.GetAwaiter().GetResult();
    }

    /// <summary>Stops the work if it was not finished.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();
        _batches.Dispose();
        _stop.Dispose();
    }

    private void HandOver()
    {
        try
        {
            _batches.Add(_batch, _stop.Token);
            _batch = new List<T>(BatchSize);
        }
        catch (OperationCanceledException)
        {
            // The work has failed, and says here with what.
            _work.GetAwaiter().GetResult();
        }
    }
}
