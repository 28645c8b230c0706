namespace Gleaner.Tokenizers.Splitting;

/// <summary>The pattern of GPT-2, which ByteLevel applies with <c>use_regex</c>: <see cref="Pattern"/>.</summary>
internal sealed class Gpt2Splitter : ISplitter
{
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public int Next(ReadOnlySpan<char> piece, int at)
    {
        if (piece[at] == '\'' && Contraction(piece[(at + 1)..]) is > 0 and int length)
        {
            return at + 1 + length;
        }

        int start = piece[at] == ' ' && at + 1 < piece.Length ? at + 1 : at;
        CharacterKind kind = CharacterKinds.At(piece, start, out _);
        return kind == CharacterKind.Space ? WhiteSpace.EndOfRunBeforeWord(piece, at) : CharacterKinds.EndOfRun(piece, start, kind);
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };
}
