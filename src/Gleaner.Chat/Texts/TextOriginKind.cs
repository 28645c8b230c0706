namespace Gleaner.Chat.Texts;

/// <summary>Who wrote a stretch of rendered text.</summary>
public enum TextOriginKind
{
    /// <summary>The template, or what it is handed by the program itself: roles, bos and eos. May hold special tokens.</summary>
    Template,

    /// <summary>The content of a message.</summary>
    Message,

    /// <summary>Any other variable.</summary>
    Data,
}
