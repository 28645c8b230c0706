using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gleaner.Http;
using Polly;

namespace Gleaner.EnvironmentClients.Http;

/// <summary>A server that answers JSON over HTTP. Thread-safe.</summary>
internal sealed class JsonServer : IDisposable
{
    private readonly ServerConnectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline<JsonReply> _repeatable;
    private readonly ResiliencePipeline<JsonReply> _unrepeatable;

    public JsonServer(ServerConnectionOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _client = BoundedHttp.CreateClient(new HttpLimits
        {
            MaxReplyBytes = options.MaxReplyBytes,
            // uvicorn closes an idle connection after five seconds; a step must not be the one to find out.
            IdleTimeout = TimeSpan.FromSeconds(4),
            Lifetime = Timeout.InfiniteTimeSpan,
            Connections = Math.Max(2, options.Sessions),
            // A proxy cannot reach this machine's own addresses.
            UsesProxy = !options.Url.IsLoopback,
        });
        _repeatable = Retries.Build(options, clock, isRepeatable: true);
        _unrepeatable = Retries.Build(options, clock, isRepeatable: false);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks for a value; asking again does no harm.</summary>
    public Task<JsonReply> GetAsync(string path, TimeSpan limit, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, path, null, limit, isRepeatable: true, cancellationToken);

    /// <summary>Sends a request.</summary>
    /// <param name="path">The path, from its slash.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="limit">How long one attempt may take.</param>
    /// <param name="isRepeatable">
    /// Whether it does no harm if the server gets it twice. If not, it is sent again only where no connection was made.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonReply> PostAsync(string path, JsonObject? body, TimeSpan limit, bool isRepeatable, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, body, limit, isRepeatable, cancellationToken);

    /// <summary>Sends a request once, and is content with any answer.</summary>
    /// <returns>The status.</returns>
    public async Task<HttpStatusCode> KnockAsync(HttpMethod method, string path, JsonObject? body, TimeSpan limit, CancellationToken cancellationToken)
    {
        var call = Describe(method, path);
        using var request = Request(method, path, body?.ToJsonString());
        return await WithinAsync(call, limit, async token =>
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            return response.StatusCode;
        }, cancellationToken).ConfigureAwait(false);
    }

    public string Describe(HttpMethod method, string path) => $"{method} {_options.At(path)}";

    private async Task<JsonReply> AskAsync(
        HttpMethod method, string path, JsonObject? body, TimeSpan limit, bool isRepeatable, CancellationToken cancellationToken)
    {
        var call = Describe(method, path);
        var text = body?.ToJsonString();
        return await (isRepeatable ? _repeatable : _unrepeatable).ExecuteAsync(
            async token => await WithinAsync(call, limit, one => AskOnceAsync(method, path, text, call, one), token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonReply> AskOnceAsync(HttpMethod method, string path, string? body, string call, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var bytes = await BoundedBody.ReadAsync(response.Content, _options.MaxReplyBytes, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw ServerFailures.Error(call, WordsOf(response, bytes.Span), new HttpRequestException(response.ReasonPhrase, null, response.StatusCode));
        }

        return BoundedBody.PackingOf(string.Join(", ", response.Content.Headers.ContentEncoding)) is { } packing
            ? throw ServerFailures.Error(call, $"the reply is packed ({ServerFailures.Excerpt(packing)}), which was not asked for.")
            : JsonReply.Parse(call, bytes.Span);
    }

    private static string WordsOf(HttpResponseMessage response, ReadOnlySpan<byte> body) => response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest
        ? $"the server answered {(int)response.StatusCode}: it redirects{(response.Headers.Location is { } target ? " to " + ServerFailures.Excerpt(target.ToString()) : "")}, and redirects are not followed. Name the server's own address as environment.url."
        : $"the server answered {(int)response.StatusCode}: '{ServerFailures.Excerpt(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 1000)]))}'.";

    private HttpRequestMessage Request(HttpMethod method, string path, string? body)
    {
        var request = new HttpRequestMessage(method, _options.At(path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private async Task<T> WithinAsync<T>(string call, TimeSpan limit, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(limit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            return await ask(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ServerFailures.TimedOut(call, limit);
        }
        catch (BodyTooLongException exception)
        {
            throw ServerFailures.Error(call, exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw ServerFailures.Died(call, exception);
        }
    }
}
