using System.Net;
using Gleaner.Http;
using Polly;

namespace Gleaner.EnvironmentClients.Http;

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
