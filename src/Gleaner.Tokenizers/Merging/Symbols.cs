namespace Gleaner.Tokenizers.Merging;

/// <summary>The symbols of a word under merging: a doubly linked list in arrays, in the order of the text.</summary>
internal sealed class Symbols
{
    private int[] _previous = new int[64];
    private int[] _next = new int[64];

    /// <summary>Ids; -1 for a symbol that was merged into the one before it.</summary>
    public int[] Ids { get; private set; } = new int[64];

    /// <summary>Index in the word after the last character that a symbol covers.</summary>
    public int[] Ends { get; private set; } = new int[64];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Keeps the first symbols only.</summary>
    public void Truncate(int count) => Count = count;

    public void Add(int id, int end)
    {
        if (Count == Ids.Length)
        {
            Grow();
        }

        Ids[Count] = id;
        Ends[Count] = end;
        _previous[Count] = Count - 1;
        _next[Count] = Count + 1;
        Count++;
    }

    /// <summary>Index of the symbol after <paramref name="at"/>, or -1.</summary>
    public int After(int at) => _next[at] < Count ? _next[at] : -1;

    /// <summary>Index of the symbol before <paramref name="at"/>, or -1.</summary>
    public int Before(int at) => _previous[at];

    /// <summary>Merges a symbol with the one after it.</summary>
    public void Merge(int at, int id)
    {
        var gone = _next[at];
        Ids[at] = id;
        Ends[at] = Ends[gone];
        Ids[gone] = -1;
        _next[at] = _next[gone];
        if (_next[at] < Count)
        {
            _previous[_next[at]] = at;
        }
    }

    private void Grow()
    {
        var size = Count * 2;
        int[] ids = Ids, ends = Ends;
        Array.Resize(ref ids, size);
        Array.Resize(ref ends, size);
        Array.Resize(ref _previous, size);
        Array.Resize(ref _next, size);
        (Ids, Ends) = (ids, ends);
    }
}
