using System.Security.Cryptography;
using Gleaner.Cluster.Archives;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using Gleaner.Runs;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Gleaner.Cluster.Coordinating;

/// <summary>
/// Reads the results on a subject from the first that is kept there. It remembers how far it is itself: a server that was restarted and has forgotten
/// who was reading makes no difference.
/// </summary>
internal sealed class ResultReader(NatsLink link, Courier courier, string subject)
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private INatsJSConsumer? _consumer;

    /// <summary>The sequence number in the stream of the last result that was read; 0 for none.</summary>
    public ulong Last { get; private set; }

    /// <summary>The next results; none if none came for a while.</summary>
    /// <param name="mayWait">Whether to wait for some.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<(ItemResult Result, IReadOnlyList<(RolloutRecord Record, UInt128 Hash)> Records)>> ReadAsync(bool mayWait, CancellationToken cancellationToken)
    {
        var messages = await link.AskAsync("read results", token => FetchAsync(mayWait, token), cancellationToken).ConfigureAwait(false);
        var results = new List<(ItemResult, IReadOnlyList<(RolloutRecord, UInt128)>)>(messages.Count);
        foreach (var message in messages)
        {
            results.Add(Packed.Result(await courier.OpenAsync(message.Data, cancellationToken).ConfigureAwait(false)));
            Last = message.Sequence;
        }

        return results;
    }

    // A server that has lost its disk has lost the consumer, too, and says nothing of it: nothing would ever come.
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _consumer!.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.Code == 404)
        {
            _consumer = null;
        }
    }

    private async Task<IReadOnlyList<(byte[]? Data, ulong Sequence)>> FetchAsync(bool mayWait, CancellationToken cancellationToken)
    {
        try
        {
            if (_consumer is null && Last > 0)
            {
                // A stream that was lost and made again counts from 1 again.
                var stream = await link.Stream.GetStreamAsync(Subjects.ResultStream, cancellationToken: cancellationToken).ConfigureAwait(false);
                Last = stream.Info.State.LastSeq < Last ? 0 : Last;
            }

            _consumer ??= await link.Stream.CreateOrUpdateConsumerAsync(
                Subjects.ResultStream,
                // Servers before 2.10 want a name where there is a filter.
                new ConsumerConfig
                {
                    Name = $"results-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}",
                    FilterSubject = subject,
                    AckPolicy = ConsumerConfigAckPolicy.None,
                    DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence,
                    OptStartSeq = Last + 1,
                    InactiveThreshold = TimeSpan.FromMinutes(5),
                },
                cancellationToken).ConfigureAwait(false);
            var messages = new List<(byte[]?, ulong)>();
            void Add(INatsJSMsg<byte[]> message) => messages.Add((message.Data, message.Metadata!.Value.Sequence.Stream));
            if (mayWait)
            {
                // The first at once, then what is there besides: to ask for many is to wait for many.
                if (await _consumer.NextAsync<byte[]>(opts: new NatsJSNextOpts { Expires = Wait }, cancellationToken: cancellationToken).ConfigureAwait(false) is not { } first)
                {
                    await LookAgainAsync(cancellationToken).ConfigureAwait(false);
                    return messages;
                }

                Add(first);
            }

            await foreach (var message in _consumer.FetchNoWaitAsync<byte[]>(new NatsJSFetchOpts { MaxMsgs = MostAtOnce, Expires = Wait }, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                Add(message);
            }

            return messages;
        }
        catch
        {
            // Made again, behind the last that was read.
            _consumer = null;
            throw;
        }
    }
}
