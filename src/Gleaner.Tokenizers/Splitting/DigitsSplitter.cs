namespace Gleaner.Tokenizers.Splitting;

/// <summary>The pre-tokenizer Digits: numeric characters apart from all others, one by one or in runs.</summary>
internal sealed class DigitsSplitter(bool isIndividual) : ISplitter
{
    public int Next(ReadOnlySpan<char> piece, int at)
    {
        if (CharacterKinds.At(piece, at, out int width) == CharacterKind.Number)
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
