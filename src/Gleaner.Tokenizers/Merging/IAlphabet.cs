namespace Gleaner.Tokenizers.Merging;

/// <summary>Turns a word into the symbols that merging starts from.</summary>
internal interface IAlphabet
{
    void Spell(ReadOnlySpan<char> word, Symbols symbols);

    /// <summary>The word as the vocabulary writes it.</summary>
    string Write(ReadOnlySpan<char> word);
}

/// <summary>
/// What spelling does with characters the vocabulary lacks: one unknown token each, or one for a run of them
/// (<c>fuse_unk</c>), or nothing at all where there is no such token.
/// </summary>
internal ref struct UnknownRun(int? id, bool isFused, Symbols symbols)
{
    private int _end = -1;

    /// <summary>Takes an unknown symbol.</summary>
    public void Add(int end)
    {
        if (!isFused)
        {
            Close();
        }

        _end = end;
    }

    /// <summary>Writes the pending token, if any: before a known symbol and at the end.</summary>
    public void Close()
    {
        if (_end >= 0 && id is { } unknown)
        {
            symbols.Add(unknown, _end);
        }

        _end = -1;
    }
}
