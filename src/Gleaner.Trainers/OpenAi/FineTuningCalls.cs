using System.Net;
using System.Text;
using System.Text.Json;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Http;
using Gleaner.IO.Texts;
using Polly;

namespace Gleaner.Trainers.OpenAi;

/// <summary>Single calls to a fine-tuning server, tried again where that does no harm.</summary>
/// <param name="http">Has the server's address, ending with a slash, and the key.</param>
/// <param name="options">How often and how long.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class FineTuningCalls(HttpClient http, FineTuningOptions options, TimeProvider time)
{
    private const int LongestMessage = 300;

    private readonly ResiliencePipeline<JsonElement> _retry = new RetryRule(options.Attempts - 1, options.FirstWait, Longest: null, options.Random)
        .Build<JsonElement>(time, failure => failure is PassingFailure, failure => ((PassingFailure)failure).RetryAfter);

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Posts what may arrive twice without harm.</summary>
    public Task<JsonElement> PostAsync(string path, CancellationToken cancellationToken) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Post, path), cancellationToken);

    /// <summary>Posts a form; a file that arrives twice costs nothing.</summary>
    public Task<JsonElement> PostAsync(string path, Func<MultipartFormDataContent> content, CancellationToken cancellationToken) =>
        CallAsync(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = content() }, cancellationToken);

    /// <summary>Posts what must not be done twice: before every further try, <paramref name="findDone"/> says whether it was done after all.</summary>
    public Task<JsonElement> PostOnceAsync(
        string path, string json, Func<CancellationToken, Task<JsonElement?>> findDone, CancellationToken cancellationToken) => CallAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, cancellationToken, findDone);

    private async Task<JsonElement> CallAsync(
        Func<HttpRequestMessage> request, CancellationToken cancellationToken, Func<CancellationToken, Task<JsonElement?>>? findDone = null)
    {
        var attempts = 0;
        try
        {
            return await _retry.ExecuteAsync(
                async token =>
                {
                    if (attempts++ > 0 && findDone is not null && await findDone(token).ConfigureAwait(false) is { } done)
                    {
                        return done;
                    }

                    return await SendAsync(request, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (PassingFailure failure)
        {
            throw new GleanerException(
                $"{failure.Message} ({attempts} attempts). What was done is kept in {options.StateFile}; run the same command again to continue.", failure);
        }
    }

    private async Task<JsonElement> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        // The client's own time-out ends with the headers.
        using var limit = new CancellationTokenSource(http.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var message = request();
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var bytes = await BoundedBody.ReadAsync(response.Content, BoundedBody.DefaultLimit, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return Parse(Encoding.UTF8.GetString(bytes.Span), message);
            }

            var said = ErrorBody.Read(bytes.Span);
            var failure = $"{message.Method} {message.RequestUri}: {(int)response.StatusCode} {Excerpt.OneLine(WithoutKey(said.Message), LongestMessage)}".TrimEnd();
            if (said.IsQuotaSpent)
            {
                throw new GleanerException($"{failure.TrimEnd('.')}. The account has no credit left, which waiting does not change.");
            }

            if (MayPass(response.StatusCode))
            {
                throw new PassingFailure(failure, RetryAfter.Of(response, time));
            }

            throw new GleanerException(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? $"{failure.TrimEnd('.')}. Check the key and its permissions."
                : failure);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PassingFailure($"{http.BaseAddress}: {exception.Message}", null, exception);
        }
    }

    /// <summary>A server may repeat the key that it refuses.</summary>
    private string WithoutKey(string text) =>
        http.DefaultRequestHeaders.Authorization?.Parameter is { Length: > 0 } key ? text.Replace(key, "***", StringComparison.Ordinal) : text;

    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict || (int)status >= 500;

    private static JsonElement Parse(string body, HttpRequestMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{message.Method} {message.RequestUri}: the answer is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>A failure that may not be there the next time.</summary>
    private sealed class PassingFailure(string message, TimeSpan? retryAfter, Exception? cause = null) : Exception(message, cause)
    {
        public TimeSpan? RetryAfter { get; } = retryAfter;
    }
}
