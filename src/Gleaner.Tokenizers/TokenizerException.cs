namespace Gleaner.Tokenizers;

/// <summary>A tokenizer's files cannot be read or hold what is not supported: the message names the file, the place in it, and what to do.</summary>
public sealed class TokenizerException : Exception
{
    /// <summary>Creates the exception with a message meant for the user.</summary>
    public TokenizerException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message meant for the user and the error beneath it.</summary>
    public TokenizerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
