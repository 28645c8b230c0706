namespace Gleaner.Endpoints.Calls;

/// <summary>An endpoint did not answer a call.</summary>
public sealed class ChatFailedException : GleanerException
{
    internal ChatFailedException(string message, CallFailureKind kind, Exception cause) : base(message, cause) => Kind = kind;

    internal CallFailureKind Kind { get; }
}
