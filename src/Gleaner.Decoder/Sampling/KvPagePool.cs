namespace Gleaner.Decoder.Sampling;

/// <summary>Pages of one session; those given back are used again.</summary>
internal sealed class KvPagePool(int pageSize)
{
    private readonly Stack<KvPage> free = new();

    /// <summary>A page with one holder and arbitrary, finite or stale content.</summary>
    public KvPage Take()
    {
        KvPage page = free.TryPop(out KvPage? used) ? used : new KvPage(pageSize);
        page.Holders = 1;
        return page;
    }

    public void Release(KvPage page)
    {
        page.Holders--;
        if (page.Holders == 0)
        {
            free.Push(page);
        }
    }
}
