namespace Gleaner.Chat.Texts;

/// <summary>Where a character of a rendered text comes from.</summary>
/// <param name="Kind">Who wrote it.</param>
/// <param name="MessageIndex">The message's index, from 0; -1 where no message wrote it.</param>
public readonly record struct TextOrigin(TextOriginKind Kind, int MessageIndex)
{
    /// <summary>Written by the template.</summary>
    public static TextOrigin Template { get; } = new(TextOriginKind.Template, -1);

    /// <summary>From a variable that is no message.</summary>
    public static TextOrigin Data { get; } = new(TextOriginKind.Data, -1);

    /// <summary>From the content of a message.</summary>
    public static TextOrigin Message(int index) => new(TextOriginKind.Message, index);
}
