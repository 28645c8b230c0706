namespace Gleaner.Chat.Texts;

/// <summary>A stretch of a <see cref="TracedText"/> with one origin.</summary>
/// <param name="Start">Index of its first character (UTF-16).</param>
/// <param name="Length">Number of characters; positive.</param>
/// <param name="Origin">Where they come from.</param>
public readonly record struct OriginRun(int Start, int Length, TextOrigin Origin)
{
    /// <summary>Index after its last character.</summary>
    public int End => Start + Length;
}
