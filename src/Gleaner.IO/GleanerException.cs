namespace Gleaner;

/// <summary>
/// A failure the user can act on: its message names the file, line, record or key at fault and says what to do.
/// Anything else that is thrown is a defect of Gleaner.
/// </summary>
public class GleanerException : Exception
{
    /// <summary>Creates the exception with a message meant for the user.</summary>
    public GleanerException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message meant for the user and the error beneath it.</summary>
    public GleanerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
