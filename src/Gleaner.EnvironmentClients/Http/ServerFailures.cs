using Gleaner.Environments;
using Gleaner.Trajectories;

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
