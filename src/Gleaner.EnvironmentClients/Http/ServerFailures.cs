using System.Net;
using Gleaner.Environments;
using Gleaner.Http;
using Gleaner.Trajectories;
using Polly;

namespace Gleaner.EnvironmentClients.Http;

/// <summary>What can go wrong between a server and us, as the environment's failures. Every message begins with the call.</summary>
internal static class ServerFailures
{
    private const int ExcerptLength = 200;

    public static EnvironmentFailedException TimedOut(string call, TimeSpan limit) => new(
        StopReason.EnvironmentTimedOut, $"{call}: no answer within {limit.TotalSeconds:0.###} s.");

    public static EnvironmentFailedException Died(string call, Exception exception) => new(
        StopReason.EnvironmentDied, $"{call}: the connection failed: {Innermost(exception).Message}", exception);

    public static EnvironmentFailedException Error(string call, string what, Exception? inner = null) => new(
        StopReason.EnvironmentError, $"{call}: {what}", inner);

    /// <summary>The beginning of a text from outside on one line, fit for a message.</summary>
    public static string Excerpt(string text) => IO.Texts.Excerpt.OneLine(text, ExcerptLength);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}

/// <summary>
/// When a request is sent again: when it surely was not carried out, or when carrying it out twice does no harm. Never after a
/// time-out, for the server may be at work on it still.
/// </summary>
internal static class Retries
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public static ResiliencePipeline<JsonReply> Build(ServerConnectionOptions options, TimeProvider clock, bool isRepeatable) =>
        new RetryRule(options.Attempts - 1, options.RetryDelay, LongestPause, options.Random).Build<JsonReply>(clock, failure => MayRepeat(failure, isRepeatable));

    /// <summary>Waits before the next attempt to get a session: the delay after the first, twice as long after each further one.</summary>
    public static Task PauseAsync(TimeSpan delay, int attempt, TimeProvider clock, CancellationToken cancellationToken)
    {
        var pause = delay * Math.Pow(2, attempt - 1);
        return Task.Delay(pause < LongestPause ? pause : LongestPause, clock, cancellationToken);
    }

    private static bool MayRepeat(Exception failure, bool isRepeatable) => failure.InnerException switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        HttpRequestException { StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests } => isRepeatable,
        HttpRequestException { StatusCode: not null } => false,
        HttpRequestException or IOException => isRepeatable,
        _ => false,
    };
}
