namespace Gleaner.Decoder.Sampling;

/// <summary>One sequence of a session: its tokens and the pages with their keys and values.</summary>
internal sealed class Slot(int maxLength, KvPagePool pool)
{
    private readonly int[] _tokens = new int[maxLength];
    private readonly KvPage[] _pages = new KvPage[((maxLength - 1) / KvLayout.PageLength) + 1];
    private int _pageCount;

    public bool IsOpen { get; set; }

    /// <summary>Tokens whose keys and values are in the pages, or are being computed.</summary>
    public int Length { get; private set; }

    /// <summary>The last extension that named this slot; finds a slot named twice.</summary>
    public long LastExtension { get; set; }

    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Length);

    public ReadOnlySpan<KvPage> Pages => _pages.AsSpan(0, _pageCount);

    /// <summary>Appends tokens and makes sure that the pages they go to exist and are this slot's alone.</summary>
    public void Append(ReadOnlySpan<int> added)
    {
        added.CopyTo(_tokens.AsSpan(Length));
        var first = Length / KvLayout.PageLength;
        if (first < _pageCount && _pages[first].Holders > 1)
        {
            var own = pool.Take();
            own.CopyFrom(_pages[first]);
            pool.Release(_pages[first]);
            _pages[first] = own;
        }

        Length += added.Length;
        while (_pageCount * KvLayout.PageLength < Length)
        {
            _pages[_pageCount++] = pool.Take();
        }
    }

    public void Truncate(int length)
    {
        Length = length;
        while (_pageCount > 0 && (_pageCount - 1) * KvLayout.PageLength >= length)
        {
            pool.Release(_pages[--_pageCount]);
        }
    }

    /// <summary>Takes over another slot's tokens and shares its pages; this slot must be empty.</summary>
    public void ShareFrom(Slot other)
    {
        other.Tokens.CopyTo(_tokens);
        Length = other.Length;
        foreach (var page in other.Pages)
        {
            page.Holders++;
            _pages[_pageCount++] = page;
        }
    }
}
