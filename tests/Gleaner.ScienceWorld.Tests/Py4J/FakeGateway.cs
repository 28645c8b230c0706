using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gleaner.ScienceWorld.Tests.Py4J;

/// <summary>
/// A gateway in this process that answers requests from a script, in order, and keeps what was not as the script says. After
/// the script it answers nothing more and closes.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public FakeGateway(params IEnumerable<(string Send, string Receive)> script)
    {
        _listener.Start();
        _serving = ServeAsync([.. script]);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many requests were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>The first request that was not the script's, with the one that was due.</summary>
    public string? Mismatch { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync((string Send, string Receive)[] script)
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync();
            client.NoDelay = true;
            using var reader = new StreamReader(client.GetStream(), new UTF8Encoding(false));
            foreach (var (send, receive) in script)
            {
                var request = new StringBuilder();
                for (var line = ""; line != "e" || request.Length == 2; request.Append(line).Append('\n'))
                {
                    line = await reader.ReadLineAsync();
                    if (line is null)
                    {
                        return;
                    }
                }

                if (request.ToString() != send)
                {
                    Mismatch = $"request {Answered}: sent {request}, due {send}";
                    return;
                }

                // Before the answer: who has it may look at once.
                Answered++;
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(receive));
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
