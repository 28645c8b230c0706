using System.Text;
using Gleaner.Cluster.Connecting;
using NATS.Client.JetStream;

namespace Gleaner.Cluster.Archives;

/// <summary>Sends packed messages into streams, by way of the object store where one is too large, and opens them again.</summary>
/// <param name="link">The connection.</param>
/// <param name="archives">Where large ones go.</param>
internal sealed class Courier(NatsLink link, ArchiveStore archives)
{
    private const byte Inline = 0;
    private const byte Stored = 1;

    /// <summary>Sends a message; it is on the servers' disks when this ends.</summary>
    /// <param name="subject">Where to.</param>
    /// <param name="content">The message.</param>
    /// <param name="id">What it is known by: sent again soon under the same id it is kept once.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task SendAsync(string subject, byte[] content, string id, CancellationToken cancellationToken)
    {
        byte[] message = content.Length <= link.LargestMessage
            ? [Inline, .. content]
            : [Stored, .. Encoding.ASCII.GetBytes(await archives.PutAsync(content, cancellationToken).ConfigureAwait(false))];
        await link.AskAsync("publish", async token =>
        {
            var kept = await link.Stream.PublishAsync(subject, message, opts: new NatsJSPubOpts { MsgId = id }, cancellationToken: token).ConfigureAwait(false);

            // A message whose first sending was not answered is there already.
            if (!kept.Duplicate)
            {
                kept.EnsureSuccess();
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The content of a message.</summary>
    /// <exception cref="GleanerException">It is no message of ours, or what it refers to is gone.</exception>
    public async Task<byte[]> OpenAsync(byte[]? message, CancellationToken cancellationToken) => message switch
    {
        [Inline, ..] => message[1..],
        [Stored, ..] => await archives.GetAsync(Encoding.ASCII.GetString(message.AsSpan(1)), cancellationToken).ConfigureAwait(false),
        _ => throw new GleanerException("A message in Gleaner's streams is not Gleaner's; keep the subjects gleaner.> to it."),
    };
}
