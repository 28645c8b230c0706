using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Rendering;

/// <summary>A stretch of a conversation that is encoded by itself: a prompt, or an assistant's turn.</summary>
/// <param name="Text">Its text.</param>
/// <param name="IsTurn">Whether the model writes it.</param>
internal readonly record struct ChatChunk(TracedText Text, bool IsTurn);
