using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gleaner.Benchmarks.Serving;

/// <summary>A client that costs next to nothing: requests made by hand, of answers only the length and the status.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[256 * 1024];
    private readonly string _host;
    private byte[] _request = new byte[4 * 1024];

    public HttpConnection(Uri url)
    {
        _host = url.Authority;
        _socket.Connect(url.Host, url.Port);
    }

    /// <summary>Bytes of the last answer's body.</summary>
    public ReadOnlySpan<byte> Body => _received.AsSpan(BodyStart, BodyLength);

    public int BodyLength { get; private set; }

    private int BodyStart { get; set; }

    /// <summary>Posts JSON and waits for the answer.</summary>
    /// <exception cref="GleanerException">The answer is not 200.</exception>
    public async ValueTask PostAsync(string path, string json)
    {
        var request = string.Create(
            CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: {_host}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");
        if (_request.Length < request.Length * 3)
        {
            _request = new byte[request.Length * 3];
        }

        var length = Encoding.UTF8.GetBytes(request, _request);
        await _socket.SendAsync(_request.AsMemory(0, length)).ConfigureAwait(false);
        await ReceiveAsync().ConfigureAwait(false);
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask ReceiveAsync()
    {
        var received = 0;
        var end = int.MaxValue;
        while (received < end)
        {
            var part = await _socket.ReceiveAsync(_received.AsMemory(received)).ConfigureAwait(false);
            if (part == 0)
            {
                throw new GleanerException("The server closed a connection in the middle of the measurement.");
            }

            received += part;
            if (end == int.MaxValue)
            {
                end = FindEnd(received);
            }
        }
    }

    private int FindEnd(int received)
    {
        var head = _received.AsSpan(0, received);
        var headEnd = head.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return int.MaxValue;
        }

        head = head[..headEnd];
        if (!head.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new GleanerException($"The server answered: {Encoding.UTF8.GetString(_received.AsSpan(0, received))}");
        }

        var afterName = head[(head.IndexOf("Content-Length: "u8) + "Content-Length: "u8.Length)..];
        var lineEnd = afterName.IndexOf((byte)'\r');
        BodyStart = headEnd + 4;
        BodyLength = int.Parse(lineEnd < 0 ? afterName : afterName[..lineEnd], CultureInfo.InvariantCulture);
        return BodyStart + BodyLength;
    }
}
