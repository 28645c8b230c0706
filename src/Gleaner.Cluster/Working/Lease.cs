using Gleaner.Cluster.Connecting;
using NATS.Client.JetStream;

namespace Gleaner.Cluster.Working;

/// <summary>Tells the servers again and again that an item is being worked on, until disposed.</summary>
internal sealed class Lease : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _keeping;

    /// <param name="message">The item's message.</param>
    /// <param name="lease">How long the servers wait for a word.</param>
    /// <param name="clock">Measures the pauses.</param>
    public Lease(INatsJSMsg<byte[]> message, TimeSpan lease, TimeProvider clock) => _keeping = KeepAsync(message, lease / 3, clock);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task KeepAsync(INatsJSMsg<byte[]> message, TimeSpan pause, TimeProvider clock)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, clock, _end.Token).ConfigureAwait(false);
                await message.AckProgressAsync(cancellationToken: _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (NatsLink.IsPassing(exception, _end.Token))
            {
                // A server that is away for a moment. If it stays away, another worker gets the item, and both results are the same.
            }
        }
    }
}
