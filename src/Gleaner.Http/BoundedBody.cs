namespace Gleaner.Http;

/// <summary>A body is longer than it may be; the rest of it was not read.</summary>
/// <param name="limit">The most bytes that it may have.</param>
public sealed class BodyTooLongException(long limit) : IOException($"the reply is longer than {limit} bytes.");

/// <summary>Reads bodies up to a limit, whatever their headers promise.</summary>
public static class BoundedBody
{
    /// <summary>The most bytes of a body where nothing else is said: 4 MiB.</summary>
    public const int DefaultLimit = 4 << 20;

    /// <summary>How a body is packed, which a client that asks for nothing of the kind cannot read; null if it is not.</summary>
    /// <param name="contentEncoding">The header Content-Encoding; null if there is none.</param>
    public static string? PackingOf(string? contentEncoding) => contentEncoding is { Length: > 0 } and not "identity" ? contentEncoding : null;

    /// <summary>Reads a body that was not buffered (<see cref="HttpCompletionOption.ResponseHeadersRead"/>).</summary>
    /// <param name="content">The body.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BodyTooLongException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Headers.ContentLength > limit)
        {
            throw new BodyTooLongException(limit);
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        var buffer = new byte[(int)Math.Min(content.Headers.ContentLength + 1 ?? 4096, (long)limit + 1)];
        for (var length = 0; ;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length > limit)
            {
                throw new BodyTooLongException(limit);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * length, (long)limit + 1));
            }
        }
    }
}
