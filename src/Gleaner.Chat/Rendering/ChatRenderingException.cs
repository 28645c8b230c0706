namespace Gleaner.Chat.Rendering;

/// <summary>
/// A conversation cannot be rendered with a model's template and tokenizer so that training sees what sampling saw. The message
/// names what does not fit.
/// </summary>
public sealed class ChatRenderingException : GleanerException
{
    /// <summary>Creates the exception with a message meant for the user.</summary>
    public ChatRenderingException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message meant for the user and the error beneath it.</summary>
    public ChatRenderingException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
