namespace Gleaner.Tokenizers.Splitting;

/// <summary>
/// The pattern of Llama 3 (up to three digits together) and of Qwen2 (every digit alone): <see cref="PatternOf"/>. Its
/// alternatives are tried in order, and every one is decided by looking at the next two characters.
/// </summary>
internal sealed class DigitAwareSplitter(int digits) : ISplitter
{
    private const char LongS = '\u017F';

    /// <summary>The pattern with <c>\p{N}{1,3}</c>, or with <c>\p{N}</c> for one digit.</summary>
    public static string PatternOf(int digits) =>
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|" + (digits == 1 ? @"\p{N}" : $@"\p{{N}}{{1,{digits}}}")
        + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public int Next(ReadOnlySpan<char> piece, int at)
    {
        var first = piece[at];
        if (first == '\'' && Contraction(piece[(at + 1)..]) is > 0 and int length)
        {
            return at + 1 + length;
        }

        var kind = CharacterKinds.At(piece, at, out var width);
        var second = at + width;
        switch (kind)
        {
            case CharacterKind.Letter:
                return CharacterKinds.EndOfRun(piece, second, CharacterKind.Letter);
            case CharacterKind.Number:
                return EndOfDigits(piece, second);
        }

        var next = second < piece.Length ? CharacterKinds.At(piece, second, out _) : CharacterKind.Space;
        if (next == CharacterKind.Letter && first is not ('\r' or '\n'))
        {
            return CharacterKinds.EndOfRun(piece, second, CharacterKind.Letter);
        }

        return kind == CharacterKind.Other || (first == ' ' && next == CharacterKind.Other)
            ? EndOfSymbols(piece, second)
            : EndOfSpace(piece, at);
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest switch
    {
        // Case-insensitively: the long s folds to s too.
        ['s' or 'S' or LongS or 't' or 'T' or 'm' or 'M' or 'd' or 'D', ..] => 1,
        ['r' or 'R' or 'v' or 'V', 'e' or 'E', ..] or ['l' or 'L', 'l' or 'L', ..] => 2,
        _ => 0,
    };

    private static int EndOfSymbols(ReadOnlySpan<char> piece, int at)
    {
        at = CharacterKinds.EndOfRun(piece, at, CharacterKind.Other);
        while (at < piece.Length && piece[at] is '\r' or '\n')
        {
            at++;
        }

        return at;
    }

    /// <summary><c>\s*[\r\n]+|\s+(?!\S)|\s+</c>: through the last line break of the run, if it has one.</summary>
    private static int EndOfSpace(ReadOnlySpan<char> piece, int at)
    {
        var end = CharacterKinds.EndOfRun(piece, at, CharacterKind.Space);
        var lineBreak = piece[at..end].LastIndexOfAny('\r', '\n');
        return lineBreak >= 0 ? at + lineBreak + 1 : WhiteSpace.EndOfRunBeforeWord(piece, at);
    }

    private int EndOfDigits(ReadOnlySpan<char> piece, int at)
    {
        for (var i = 1; i < digits && at < piece.Length && CharacterKinds.At(piece, at, out var width) == CharacterKind.Number; i++)
        {
            at += width;
        }

        return at;
    }
}
