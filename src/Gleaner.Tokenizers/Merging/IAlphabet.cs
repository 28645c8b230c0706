namespace Gleaner.Tokenizers.Merging;

/// <summary>Turns a word into the symbols that merging starts from.</summary>
internal interface IAlphabet
{
    void Spell(ReadOnlySpan<char> word, Symbols symbols);

    /// <summary>The word as the vocabulary writes it.</summary>
    string Write(ReadOnlySpan<char> word);
}
