namespace Gleaner.Chat.Texts;

/// <summary>Where a character of a rendered text comes from.</summary>
/// <param name="Kind">Who wrote it.</param>
/// <param name="MessageIndex">The message's index, from 0; -1 where no message wrote it.</param>
public readonly record struct TextOrigin(TextOriginKind Kind, int MessageIndex)
{
    /// <summary>Written by the template.</summary>
    public static TextOrigin Template { get; } = new(TextOriginKind.Template, -1);

    /// <summary>From a variable that is not a message.</summary>
    public static TextOrigin Data { get; } = new(TextOriginKind.Data, -1);

    /// <summary>From the content of a message.</summary>
    public static TextOrigin Message(int index) => new(TextOriginKind.Message, index);
}

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
