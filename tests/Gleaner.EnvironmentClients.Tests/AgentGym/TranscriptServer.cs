using System.Text.Json.Nodes;
using Gleaner.Testing.Servers;
using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentClients.Tests.AgentGym;

/// <summary>One request and its reply.</summary>
/// <param name="Request">Method, path with query, and body if there is one: <c>POST /reset {"id":0,"data_idx":5}</c>.</param>
/// <param name="Reply">The reply's body.</param>
internal sealed record Exchange(string Request, string Reply);

/// <summary>A server that knows one conversation by heart and accepts nothing else.</summary>
internal sealed class TranscriptServer : IAsyncDisposable
{
    private readonly Queue<Exchange> _left;
    private LocalServer? _server;

    private TranscriptServer(IEnumerable<Exchange> transcript) => _left = new Queue<Exchange>(transcript);

    public Uri Url => _server!.Url;

    /// <summary>What was asked out of turn; empty if all went by the transcript.</summary>
    public List<string> Surprises { get; } = [];

    public int Left => _left.Count;

    public static async Task<TranscriptServer> StartAsync(params Exchange[] transcript)
    {
        var server = new TranscriptServer(transcript);
        server._server = await LocalServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body}".Trim();
        if (_left.TryPeek(out var next) && IsSame(next.Request, request))
        {
            await context.Response.WriteAsync(_left.Dequeue().Reply, context.RequestAborted);
        }
        else
        {
            Surprises.Add(request);
            context.Response.StatusCode = 404;
        }
    }

    private static bool IsSame(string expected, string seen)
    {
        var (a, b) = (expected.Split(' ', 3), seen.Split(' ', 3));
        return a.Length == b.Length && a[0] == b[0] && a[1] == b[1]
            && (a.Length < 3 || JsonNode.DeepEquals(JsonNode.Parse(a[2]), JsonNode.Parse(b[2])));
    }
}
