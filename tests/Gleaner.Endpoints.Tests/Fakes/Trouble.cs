namespace Gleaner.Endpoints.Tests.Fakes;

/// <summary>What the fake server does instead of answering.</summary>
internal enum Trouble
{
    None,
    RateLimited,
    ServerError,
    CutConnection,
    CutBody,
    Garbage,
    NeverAnswers,
    ContextTooLong,
    ContentFilter,
    WrongKey,
    NeverEnds,
    Redirects,
}
