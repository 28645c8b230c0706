namespace Gleaner.ScienceWorld.Py4J;

/// <summary>Whether an answer is good.</summary>
internal enum Py4JAnswerStatus
{
    /// <summary>The call was made and gave a value.</summary>
    Value,

    /// <summary>The call could not be made, or Java threw: a text, or a reference to the exception.</summary>
    Error,

    /// <summary>The gateway's connection has failed; it closes afterwards.</summary>
    FatalError,
}
