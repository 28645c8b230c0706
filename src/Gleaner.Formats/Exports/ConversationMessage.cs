using Gleaner.Chat.Rendering;

namespace Gleaner.Formats.Exports;

/// <summary>A message of a conversation with its loss weight.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">The text.</param>
/// <param name="Weight">The loss weight of an assistant's turn, not negative; 0 for other roles.</param>
public sealed record ConversationMessage(ChatRole Role, string Content, float Weight)
{
    /// <summary>
    /// Where the turn's weight begins, in UTF-16 units: what comes before (a thought) has weight 0. 0 for the whole turn.
    /// </summary>
    public int WeightStart { get; init; }

    /// <summary>Whether any of it is trained.</summary>
    public bool IsTrained => Role == ChatRole.Assistant && Weight > 0;
}
