namespace Gleaner.IO;

/// <summary>The limit of a file's length that the system sets a process (<c>ulimit -f</c>), or a file system has.</summary>
public static class FileSizeLimit
{
    /// <summary>What a write that went over the limit came to: the runtime takes it for a wrong argument, though none was given.</summary>
    /// <param name="exception">What was thrown while something was written.</param>
    /// <returns>What should have been thrown; null if the exception is of another kind.</returns>
    public static IOException? AsFailure(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value", StackTrace: { } trace } && trace.Contains("System.IO.RandomAccess.", StringComparison.Ordinal)
            ? new IOException("The file would be longer than the system allows here (ulimit -f).", exception)
            : null;
}
