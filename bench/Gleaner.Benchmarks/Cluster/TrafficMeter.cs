using Gleaner.Cluster.Connecting;

namespace Gleaner.Benchmarks.Cluster;

/// <summary>Counts what goes through the server.</summary>
internal sealed class TrafficMeter
{
    public long Items { get; private set; }

    public long ItemBytes { get; private set; }

    public long Results { get; private set; }

    public long ResultBytes { get; private set; }

    public async Task ReadAsync(NatsLink link, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in link.Connection.SubscribeAsync<byte[]>("gleaner.>", cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                var size = message.Data?.Length ?? 0;
                if (message.Subject.StartsWith("gleaner.work.", StringComparison.Ordinal))
                {
                    (Items, ItemBytes) = (Items + 1, ItemBytes + size);
                }
                else if (message.Subject.StartsWith("gleaner.results.", StringComparison.Ordinal))
                {
                    (Results, ResultBytes) = (Results + 1, ResultBytes + size);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
