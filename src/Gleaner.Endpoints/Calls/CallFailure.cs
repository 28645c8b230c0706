using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Http;
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

    private static readonly string[] ContextMarks =
    [
        "context_length_exceeded", "context length", "context_length", "exceed_context_size", "context size", "context window", "maximum number of tokens allowed",
        "prompt is too long", "input is too long", "too many tokens in the prompt", "exceeds the maximum number of tokens", "max_new_tokens` must be",
        "input tokens exceed", "longer than the model's", "max_seq_len", "maximum sequence length", "n_ctx",
    ];

    private static readonly string[] RefusalMarks = ["content_filter", "content_policy", "content management policy"];
    private static readonly string[] ParameterMarks = ["unsupported", "not support", "unrecognized", "unknown", "unexpected", "not permitted", "not allowed", "extra_forbidden"];

    /// <summary>What to do about it; null for the usual advice.</summary>
    public string? Hint { get; private init; }

    /// <summary>The failure that an exception stands for; null if it is not a failure of a call.</summary>
    public static CallFailure? Of(Exception exception, TimeProvider clock) => exception switch
    {
        _ when TooLong(exception) is { } tooLong => new(CallFailureKind.Rejected, tooLong.Message) { Hint = "Is this the address of a server that speaks chat completions?" },
        ClientResultException { Status: > 0 } result => OfResponse(result, clock),
        HttpRequestException { StatusCode: { } status } request => OfStatus((int)status, new ErrorBody(request.Message, "", ""), null),
        BrokenCircuitException broken => new(CallFailureKind.Transient, "the endpoint keeps failing, so it is left alone for a while", broken.RetryAfter),
        TimeoutRejectedException timeout => new(CallFailureKind.Transient, string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.Timeout.TotalSeconds:0.#} s")),
        JsonException => new(CallFailureKind.Transient, exception.Message.StartsWith("the answer", StringComparison.Ordinal) ? OneLine(exception.Message) : "what it answered is not JSON"),
        ClientResultException or HttpRequestException or IOException or TimeoutException or TaskCanceledException =>
            new(CallFailureKind.Transient, OneLine(WithCause(exception))),
        _ => null,
    };

    private static string WithCause(Exception exception)
    {
        var cause = exception;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return exception.Message.Contains(cause.Message, StringComparison.Ordinal) ? exception.Message : $"{exception.Message.TrimEnd('.')} ({cause.Message.TrimEnd('.')})";
    }

    private static BodyTooLongException? TooLong(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is BodyTooLongException found)
            {
                return found;
            }
        }

        return null;
    }

    private static CallFailure OfResponse(ClientResultException result, TimeProvider clock)
    {
        var response = result.GetRawResponse();
        var body = response is null ? new ErrorBody("", "", "") : ErrorBody.Read(response.Content.ToMemory().Span);
        if (result.Status is >= 300 and < 400)
        {
            var target = response is not null && response.Headers.TryGetValue("Location", out var location) ? $" to {OneLine(location ?? "")}" : "";
            return new CallFailure(CallFailureKind.Rejected, $"{result.Status} it redirects{target}, and redirects are not followed")
            {
                Hint = "Name the server's own address as 'endpoint'.",
            };
        }

        if (result.Status is >= 200 and < 300)
        {
            return OfStatus(body.Status, body, RetryAfterOf(response, clock), $"an error in place of an answer: {OneLine(body.Message)}{(body.Code.Length > 0 ? $" ({OneLine(body.Code)})" : "")}");
        }

        return OfStatus(result.Status, body.Message.Length > 0 ? body : body with { Message = result.Message }, RetryAfterOf(response, clock));
    }

    private static CallFailure OfStatus(int status, ErrorBody body, TimeSpan? retryAfter, string? shown = null)
    {
        var said = $"{body.Code} {body.Message}";
        var text = shown ?? $"{status} {OneLine(body.Message)}";
        if (body.IsQuotaSpent)
        {
            return new CallFailure(CallFailureKind.Rejected, text) { Hint = "The account has no credit left, which waiting does not change." };
        }

        if (status == (int)HttpStatusCode.TooManyRequests)
        {
            return new CallFailure(CallFailureKind.RateLimited, text, retryAfter);
        }

        var kind = status switch
        {
            >= 400 when Has(said, ContextMarks) => CallFailureKind.ContextFull,
            (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.Conflict or >= 500 => CallFailureKind.Transient,
            400 or 403 or 422 when Has(said, RefusalMarks) => CallFailureKind.Refused,
            _ => CallFailureKind.Rejected,
        };
        return new CallFailure(kind, text, retryAfter) { Hint = kind == CallFailureKind.Rejected ? ParameterHint(body) : null };
    }

    // Which key of the configuration sends what the server will not have.
    private static string? ParameterHint(ErrorBody body)
    {
        var said = $"{body.Parameter} {body.Message}";
        if (!Has($"{body.Code} {body.Message}", ParameterMarks))
        {
            return said.Contains("max_tokens", StringComparison.Ordinal) && said.Contains("too large", StringComparison.OrdinalIgnoreCase)
                ? "Lower 'max_reply_tokens'."
                : null;
        }

        return Names(said, "max_completion_tokens", "max_tokens") switch
        {
            "max_completion_tokens" when body.Parameter == "max_completion_tokens" || !said.Contains("max_tokens", StringComparison.Ordinal) => "Set 'completion_limit: false': this server wants max_tokens.",
            { } => "Set 'completion_limit: true': this server wants max_completion_tokens instead of max_tokens.",
            _ => Names(said, "temperature", "logprobs", "return_token_ids", "return_meta_info", "seed") switch
            {
                "temperature" => "Set 'send_temperature: false': this model takes no temperature.",
                "logprobs" or "return_token_ids" or "return_meta_info" => "Set 'tokens: none': this server does not tell the tokens that it sampled.",
                _ => null,
            },
        };
    }

    private static string? Names(string text, params ReadOnlySpan<string> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (text.Contains(parameter, StringComparison.Ordinal))
            {
                return parameter;
            }
        }

        return null;
    }

    private static TimeSpan? RetryAfterOf(PipelineResponse? response, TimeProvider clock) =>
        response is null ? null
        : response.Headers.TryGetValue("retry-after-ms", out var precise) && double.TryParse(precise, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < 86_400_000
            ? TimeSpan.FromMilliseconds(milliseconds)
        : response.Headers.TryGetValue("Retry-After", out var value) ? Gleaner.Http.RetryAfter.Parse(value, clock) : null;

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
