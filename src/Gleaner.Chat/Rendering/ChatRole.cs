namespace Gleaner.Chat.Rendering;

/// <summary>Who speaks.</summary>
public enum ChatRole
{
    /// <summary>Instructions ahead of the conversation.</summary>
    System,

    /// <summary>What the assistant answers to.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}
