namespace Gleaner.Tokenizers.Splitting;

/// <summary>Cuts a piece of text into smaller ones that cover it.</summary>
internal interface ISplitter
{
    /// <summary>Index after the part that begins at <paramref name="at"/>; what lies beyond the piece is invisible to it.</summary>
    int Next(ReadOnlySpan<char> piece, int at);
}

/// <summary>The pre-tokenizer Digits: numeric characters apart from all others, one by one or in runs.</summary>
internal sealed class DigitsSplitter(bool isIndividual) : ISplitter
{
    public int Next(ReadOnlySpan<char> piece, int at)
    {
        if (CharacterKinds.At(piece, at, out var width) == CharacterKind.Number)
        {
            return isIndividual ? at + width : CharacterKinds.EndOfRun(piece, at, CharacterKind.Number);
        }

        while (at < piece.Length && CharacterKinds.At(piece, at, out width) != CharacterKind.Number)
        {
            at += width;
        }

        return at;
    }
}

/// <summary>
/// Cuts before the mark that stands for a space: before every one (Metaspace with <c>split</c>), or before every run of
/// them, which changes nothing where no token has the mark behind another character, and makes words that a cache can hold.
/// </summary>
internal sealed class MarkSplitter(char mark, bool isRunKept) : ISplitter
{
    public int Next(ReadOnlySpan<char> piece, int at)
    {
        var from = at + 1;
        if (isRunKept && piece[at] == mark)
        {
            var run = piece[from..].IndexOfAnyExcept(mark);
            from = run < 0 ? piece.Length : from + run;
        }

        var next = piece[from..].IndexOf(mark);
        return next < 0 ? piece.Length : from + next;
    }
}

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

        var start = piece[at] == ' ' && at + 1 < piece.Length ? at + 1 : at;
        var kind = CharacterKinds.At(piece, start, out _);
        return kind == CharacterKind.Space ? WhiteSpace.EndOfRunBeforeWord(piece, at) : CharacterKinds.EndOfRun(piece, start, kind);
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };
}
