using System.Net;

namespace Gleaner.Http;

/// <summary>How a client is made that talks to a server of others.</summary>
public sealed record HttpLimits
{
    /// <summary>The most bytes of one reply. Default: 4 MiB.</summary>
    public int MaxReplyBytes { get; init; } = BoundedBody.DefaultLimit;

    /// <summary>The most connections to one server; null for no limit.</summary>
    public int? Connections { get; init; }

    /// <summary>How long a connection that nobody uses is kept. Default: one minute.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection is used before another takes its place, so that a change of addresses is noticed. Default: five minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a proxy is used that the system names; one cannot reach this machine's own addresses. Default: true.</summary>
    public bool UsesProxy { get; init; } = true;
}

/// <summary>
/// Makes HTTP clients: bodies are bounded, redirects are not followed (a key is for the address that was named), cookies are not
/// kept, and there is no time-out but the caller's.
/// </summary>
public static class BoundedHttp
{
    /// <summary>Makes a client.</summary>
    public static HttpClient CreateClient(HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = limits.UsesProxy,
            PooledConnectionIdleTimeout = limits.IdleTimeout,
            PooledConnectionLifetime = limits.Lifetime,
            MaxConnectionsPerServer = limits.Connections ?? int.MaxValue,
        };
        return new HttpClient(new BoundedHandler(limits.MaxReplyBytes, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

/// <summary>Cuts replies off that are longer than they may be, for whoever reads them.</summary>
internal sealed class BoundedHandler(int maxReplyBytes, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.Content = new BoundedContent(response.Content, maxReplyBytes);
        return response;
    }

    private sealed class BoundedContent : HttpContent
    {
        private readonly HttpContent _content;
        private readonly int _limit;

        public BoundedContent(HttpContent content, int limit)
        {
            _content = content;
            _limit = limit;
            foreach (var (name, values) in content.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() => new BoundedStream(await _content.ReadAsStreamAsync().ConfigureAwait(false), _limit);

        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new BoundedStream(_content.ReadAsStream(cancellationToken), _limit);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            using var bounded = await CreateContentReadStreamAsync().ConfigureAwait(false);
            await bounded.CopyToAsync(stream).ConfigureAwait(false);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            using var bounded = new BoundedStream(await _content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _limit);
            await bounded.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _content.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed class BoundedStream(Stream inner, long limit) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Counted(int read) => (_read += read) <= limit ? read : throw new BodyTooLongException(limit);
    }
}
