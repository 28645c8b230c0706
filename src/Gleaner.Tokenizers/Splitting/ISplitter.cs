namespace Gleaner.Tokenizers.Splitting;

/// <summary>Cuts a piece of text into smaller ones that cover it.</summary>
internal interface ISplitter
{
    /// <summary>Index after the part that begins at <paramref name="at"/>; what lies beyond the piece is invisible to it.</summary>
    int Next(ReadOnlySpan<char> piece, int at);
}
