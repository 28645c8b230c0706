namespace Gleaner.ScienceWorld.Py4J;

/// <summary>A call through a gateway failed. The message says what was asked and what came of it.</summary>
internal sealed class Py4JException : GleanerException
{
    /// <param name="failure">How it went wrong.</param>
    /// <param name="asked">What was asked, for example <c>step("look around")</c>.</param>
    /// <param name="outcome">What came of it, going on with the sentence.</param>
    /// <param name="innerException">The error beneath it, if there is one.</param>
    public Py4JException(Py4JFailure failure, string asked, string outcome, Exception? innerException = null)
        : base($"{asked}: {outcome}", innerException!)
    {
        Failure = failure;
        Asked = asked;
    }

    public Py4JFailure Failure { get; }

    public string Asked { get; }
}
