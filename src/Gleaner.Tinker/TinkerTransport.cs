using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gleaner.Http;
using Gleaner.IO.Json;
using Gleaner.IO.Texts;
using Gleaner.Tinker.Wire;
using Polly;

namespace Gleaner.Tinker;

/// <summary>Single requests, tried again where the failure may pass. Thread-safe.</summary>
internal sealed class TinkerTransport : IDisposable
{
    private const int LongestMessage = 500;
    private const int TooEarly = 425;

    private readonly HttpClient _http;
    private readonly TinkerOptions _options;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<ReadOnlyMemory<byte>> _retry;

    public TinkerTransport(TinkerOptions options, TimeProvider clock, HttpClient? http = null)
    {
        _options = options;
        _clock = clock;
        _http = http ?? BoundedHttp.CreateClient(new HttpLimits { MaxReplyBytes = options.MaxReplyBytes });
        _http.BaseAddress = new Uri(options.Address.AbsoluteUri.TrimEnd('/') + "/api/v1/");
        if (options.Key is { } key)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation("X-API-Key", key.Reveal());
        }

        _retry = new RetryRule(options.Retries, options.RetryDelay, options.LongestRetryDelay, options.Random)
            .Build<ReadOnlyMemory<byte>>(clock, failure => failure is PassingFailure, failure => (failure as PassingFailure)?.RetryAfter);
    }

    public void Dispose() => _http.Dispose();

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), TinkerJson.Options), cancellationToken);

    public Task<T> PostAsync<T>(string path, byte[] json, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Post, path, json, cancellationToken);

    /// <summary>Looks for a result once.</summary>
    /// <returns>Its JSON; null if it is not there yet.</returns>
    /// <exception cref="TinkerException">There is none, or the operation failed.</exception>
    public async Task<JsonElement?> LookAsync(string requestId, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new RetrieveRequest { RequestId = requestId }, TinkerJson.Options);
        var bytes = await CallAsync(HttpMethod.Post, "retrieve_future", json, isLook: true, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
        {
            return null;
        }

        var reply = Parse<JsonElement>(bytes, "retrieve_future");
        if (reply.Find("type") is { ValueKind: JsonValueKind.String } type && type.GetText() == "try_again")
        {
            return null;
        }

        return reply.Find("error") is { ValueKind: JsonValueKind.String } error
            ? throw new TinkerException($"The training server could not do it: {Said(error.GetText()!)}", TinkerFailure.Failed)
            : reply;
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="TinkerException">It is not of the protocol.</exception>
    public T Parse<T>(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json.Span, TinkerJson.Options) ?? throw new JsonException("it is null.");
        }
        catch (JsonException exception)
        {
            throw new TinkerException($"{_http.BaseAddress}{path}: the answer is not of Tinker's protocol: {Said(exception.Message)}", TinkerFailure.Malformed, HttpStatusCode.OK, inner: exception);
        }
    }

    /// <summary>The same for a result.</summary>
    public T Parse<T>(JsonElement json) => Parse<T>(JsonSerializer.SerializeToUtf8Bytes(json), "retrieve_future");

    private async Task<T> SendAsync<T>(HttpMethod method, string path, byte[]? json, CancellationToken cancellationToken) =>
        Parse<T>(await CallAsync(method, path, json, isLook: false, cancellationToken).ConfigureAwait(false), path);

    private async Task<ReadOnlyMemory<byte>> CallAsync(HttpMethod method, string path, byte[]? json, bool isLook, CancellationToken cancellationToken)
    {
        var attempts = 0;
        try
        {
            return await _retry.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    return await AttemptAsync(method, path, json, isLook, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (PassingFailure failure)
        {
            throw new TinkerException($"{failure.Message} ({attempts} attempts)", TinkerFailure.Unavailable, failure.Status, attempts, failure.InnerException);
        }
        catch (TinkerException failure) when (attempts > 1 && failure.Attempts == 1)
        {
            throw new TinkerException(failure.Message, failure.Failure, failure.Status, attempts);
        }
    }

    private async Task<ReadOnlyMemory<byte>> AttemptAsync(HttpMethod method, string path, byte[]? json, bool isLook, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(isLook ? _options.PollTimeout : _options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var message = new HttpRequestMessage(method, path) { Content = json is null ? null : new ByteArrayContent(json) };
            if (message.Content is { } content)
            {
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var bytes = await BoundedBody.ReadAsync(response.Content, _options.MaxReplyBytes, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? bytes
                : isLook && response.StatusCode == HttpStatusCode.RequestTimeout ? default
                : throw FailureOf(response, path, bytes);
        }
        catch (BodyTooLongException exception)
        {
            throw new TinkerException($"{_http.BaseAddress}{path}: {exception.Message}", TinkerFailure.Malformed);
        }
        catch (OperationCanceledException) when (isLook && !cancellationToken.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PassingFailure($"{_http.BaseAddress}{path}: {(exception is OperationCanceledException ? "there was no answer in time" : Said(exception.Message))}", null, null, exception);
        }
    }

    private Exception FailureOf(HttpResponseMessage response, string path, ReadOnlyMemory<byte> body)
    {
        var status = response.StatusCode;
        var message = $"{_http.BaseAddress}{path}: {(int)status} {Said(DetailOf(body))}".TrimEnd();
        return status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status is TooEarly or >= 500
            ? new PassingFailure(message, status, RetryAfter.Of(response, _clock))
            : status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new TinkerException($"{message.TrimEnd('.')}. {(_options.Key is { } key ? $"Check the key in {key.Variable}." : "Does the server want a key?")}", TinkerFailure.Rejected, status)
            : new TinkerException(message, status is HttpStatusCode.NotFound or HttpStatusCode.Gone ? TinkerFailure.Lost : TinkerFailure.Rejected, status);
    }

    /// <summary>What a server says is wrong: a text, or pydantic's list of problems.</summary>
    private static string DetailOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var detail = document.RootElement.Find("detail") ?? document.RootElement.Find("error") ?? document.RootElement;
            return detail.ValueKind == JsonValueKind.String ? detail.GetText()! : detail.GetRawText();
        }
        catch (JsonException)
        {
            return System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestMessage)]);
        }
    }

    private string Said(string text) => Excerpt.OneLine(_options.Key?.RemoveFrom(text) ?? text, LongestMessage);

    /// <summary>A failure that may not be there the next time.</summary>
    private sealed class PassingFailure(string message, HttpStatusCode? status, TimeSpan? retryAfter, Exception? cause = null) : Exception(message, cause)
    {
        public HttpStatusCode? Status { get; } = status;

        public TimeSpan? RetryAfter { get; } = retryAfter;
    }
}
