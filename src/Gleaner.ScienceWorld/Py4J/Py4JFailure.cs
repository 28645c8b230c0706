namespace Gleaner.ScienceWorld.Py4J;

/// <summary>How a call went wrong.</summary>
internal enum Py4JFailure
{
    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The connection ended or could not be made.</summary>
    Closed,

    /// <summary>The answer is not of the protocol, too long, or of another type than was asked for.</summary>
    Garbage,

    /// <summary>The gateway answered with an error; the connection is as good as before.</summary>
    JavaError,
}
