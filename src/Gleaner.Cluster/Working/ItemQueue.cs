using Gleaner.Cluster.Connecting;
using NATS.Client.JetStream;

namespace Gleaner.Cluster.Working;

/// <summary>The items of a run that wait, as one slot of a worker takes them.</summary>
/// <param name="link">The connection.</param>
/// <param name="run">The run.</param>
/// <param name="pause">How long to wait where there is no queue.</param>
internal sealed class ItemQueue(NatsLink link, string run, TimeSpan pause)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private INatsJSConsumer? _consumer;

    /// <summary>The next item; null if none came for a while.</summary>
    public Task<INatsJSMsg<byte[]>?> TakeAsync(CancellationToken cancellationToken) => link.AskAsync("take an item", async token =>
    {
        try
        {
            _consumer ??= await link.Stream.GetConsumerAsync(Subjects.WorkStream, Subjects.Workers(run), token).ConfigureAwait(false);
            var message = await _consumer.NextAsync<byte[]>(opts: new NatsJSNextOpts { Expires = Wait }, cancellationToken: token).ConfigureAwait(false);

            // A server that has lost the queue says nothing: it is looked up again.
            _consumer = message is null ? null : _consumer;
            return message;
        }
        catch (NatsJSApiException exception) when (exception.Error.Code == 404)
        {
            // The coordinator has not made the queue (again) yet, or the run has just ended.
            _consumer = null;
            await Task.Delay(pause, link.Clock, token).ConfigureAwait(false);
            return null;
        }
        catch
        {
            _consumer = null;
            throw;
        }
    }, cancellationToken);
}
