namespace Gleaner.Tokenizers.Splitting;

/// <summary>The alternatives for white space that the patterns share.</summary>
internal static class WhiteSpace
{
    /// <summary><c>\s+(?!\S)|\s+</c>: the run, less its last character where something follows, but never nothing.</summary>
    public static int EndOfRunBeforeWord(ReadOnlySpan<char> piece, int at)
    {
        int end = CharacterKinds.EndOfRun(piece, at, CharacterKind.Space);
        return end == piece.Length || end - at == 1 ? end : end - 1;
    }
}
