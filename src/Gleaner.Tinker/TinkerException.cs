using System.Net;

namespace Gleaner.Tinker;

/// <summary>A training server did not do what it was asked.</summary>
public sealed class TinkerException : GleanerException
{
    internal TinkerException(string message, TinkerFailure failure, HttpStatusCode? status = null, int attempts = 1, Exception? inner = null)
        : base(message, inner!)
    {
        Failure = failure;
        Status = status;
        Attempts = attempts;
    }

    /// <summary>What kind of failure it is.</summary>
    public TinkerFailure Failure { get; }

    /// <summary>The HTTP status; null where there was no reply.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>How often the request was sent.</summary>
    public int Attempts { get; }
}

/// <summary>Why a training server did not do what it was asked.</summary>
public enum TinkerFailure
{
    /// <summary>The request makes no sense to the server, or is not allowed; the same request will fail again.</summary>
    Rejected,

    /// <summary>A session, model, checkpoint or result is not there, or not any more: the server may have been restarted.</summary>
    Lost,

    /// <summary>The server could not be reached, was too busy or broken, in all attempts.</summary>
    Unavailable,

    /// <summary>The operation was accepted and failed.</summary>
    Failed,

    /// <summary>The reply is not of the protocol.</summary>
    Malformed,
}
