namespace Gleaner.Decoder.Sampling;

/// <summary>One sequence of a session: its tokens and the pages with their keys and values.</summary>
internal sealed class Slot(int maxLength, KvPagePool pool)
{
    private readonly int[] tokens = new int[maxLength];
    private readonly KvPage[] pages = new KvPage[((maxLength - 1) / KvLayout.PageLength) + 1];
    private int pageCount;

    public bool IsOpen { get; set; }

    /// <summary>Tokens whose keys and values are in the pages, or are being computed.</summary>
    public int Length { get; private set; }

    /// <summary>The last extension that named this slot; finds a slot named twice.</summary>
    public long LastExtension { get; set; }

    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Length);

    public ReadOnlySpan<KvPage> Pages => pages.AsSpan(0, pageCount);

    /// <summary>Appends tokens and makes sure that the pages they go to exist and are this slot's alone.</summary>
    public void Append(ReadOnlySpan<int> added)
    {
        added.CopyTo(tokens.AsSpan(Length));
        int first = Length / KvLayout.PageLength;
        if (first < pageCount && pages[first].Holders > 1)
        {
            KvPage own = pool.Take();
            own.CopyFrom(pages[first]);
            pool.Release(pages[first]);
            pages[first] = own;
        }

        Length += added.Length;
        while (pageCount * KvLayout.PageLength < Length)
        {
            pages[pageCount++] = pool.Take();
        }
    }

    public void Truncate(int length)
    {
        Length = length;
        while (pageCount > 0 && (pageCount - 1) * KvLayout.PageLength >= length)
        {
            pool.Release(pages[--pageCount]);
        }
    }

    /// <summary>Takes over another slot's tokens and shares its pages; this slot must be empty.</summary>
    public void ShareFrom(Slot other)
    {
        other.Tokens.CopyTo(tokens);
        Length = other.Length;
        foreach (KvPage page in other.Pages)
        {
            page.Holders++;
            pages[pageCount++] = page;
        }
    }
}
