namespace Gleaner.Endpoints.Calls;

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
