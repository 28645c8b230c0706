namespace Gleaner.WebShop.Replay;

/// <summary>A recording that cannot be read or does not belong to the catalogue: the message names file and line.</summary>
public sealed class ReplayException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    public ReplayException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ReplayException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
