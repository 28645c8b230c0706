using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Gleaner.IO.Texts;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gleaner.Endpoints.Calls;

/// <summary>What an exception out of a chat client means.</summary>
/// <param name="Kind">What it calls for.</param>
/// <param name="Message">What happened, in a sentence.</param>
/// <param name="RetryAfter">How long the server asks to wait; null if it does not say.</param>
internal sealed record CallFailure(CallFailureKind Kind, string Message, TimeSpan? RetryAfter = null)
{
    private const int LongestMessage = 300;

    private static readonly string[] ContextMarks = ["context_length_exceeded", "maximum context length", "context length", "exceed_context_size", "context size"];
    private static readonly string[] RefusalMarks = ["content_filter", "content_policy", "content management policy"];

    /// <summary>The failure that an exception stands for; null if it is not a failure of a call.</summary>
    public static CallFailure? Of(Exception exception, TimeProvider clock) => exception switch
    {
        ClientResultException { Status: > 0 } result => OfStatus(result.Status, result.Message, RetryAfterOf(result.GetRawResponse(), clock)),
        HttpRequestException { StatusCode: { } status } request => OfStatus((int)status, request.Message, null),
        BrokenCircuitException broken => new(CallFailureKind.Transient, "the endpoint keeps failing, so it is left alone for a while", broken.RetryAfter),
        TimeoutRejectedException timeout => new(CallFailureKind.Transient, string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.Timeout.TotalSeconds:0.#} s")),
        ClientResultException or HttpRequestException or IOException or TimeoutException or TaskCanceledException or JsonException =>
            new(CallFailureKind.Transient, OneLine(exception.InnerException is { } inner && exception is not JsonException ? $"{exception.Message} ({inner.Message})" : exception.Message)),
        _ => null,
    };

    private static CallFailure OfStatus(int status, string message, TimeSpan? retryAfter)
    {
        var text = $"{status} {OneLine(message)}";
        var kind = status switch
        {
            (int)HttpStatusCode.TooManyRequests => CallFailureKind.RateLimited,
            (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.Conflict or >= 500 => CallFailureKind.Transient,
            400 or 413 or 422 when Has(message, ContextMarks) => CallFailureKind.ContextFull,
            400 or 403 or 422 when Has(message, RefusalMarks) => CallFailureKind.Refused,
            _ => CallFailureKind.Rejected,
        };
        return new CallFailure(kind, text, retryAfter);
    }

    private static TimeSpan? RetryAfterOf(PipelineResponse? response, TimeProvider clock) =>
        response is not null && response.Headers.TryGetValue("Retry-After", out var value) ? Gleaner.Http.RetryAfter.Parse(value, clock) : null;

    private static bool Has(string message, string[] marks) => marks.Any(mark => message.Contains(mark, StringComparison.OrdinalIgnoreCase));

    private static string OneLine(string message) => Excerpt.OneLine(message, LongestMessage);
}

/// <summary>What a failed call calls for.</summary>
internal enum CallFailureKind
{
    /// <summary>No answer, half an answer, an error of the server: the same call may succeed later.</summary>
    Transient,

    /// <summary>The server asks for fewer calls: the same call will succeed later.</summary>
    RateLimited,

    /// <summary>The request does not fit the model's context.</summary>
    ContextFull,

    /// <summary>The server will not answer this one, by its rules for contents.</summary>
    Refused,

    /// <summary>The server will not answer any such call: a wrong key, an unknown model.</summary>
    Rejected,
}

/// <summary>An endpoint did not answer a call.</summary>
public sealed class ChatFailedException : GleanerException
{
    internal ChatFailedException(string message, CallFailureKind kind, Exception cause) : base(message, cause) => Kind = kind;

    internal CallFailureKind Kind { get; }
}
