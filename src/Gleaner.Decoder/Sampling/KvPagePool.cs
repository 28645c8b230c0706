using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Sampling;

/// <summary>Pages of one session; those given back are used again.</summary>
internal sealed class KvPagePool(int pageSize)
{
    private readonly Stack<KvPage> _free = new();

    /// <summary>A page with one holder and arbitrary, finite or stale content.</summary>
    public KvPage Take()
    {
        var page = _free.TryPop(out var used) ? used : new KvPage(pageSize);
        page.Holders = 1;
        return page;
    }

    public void Release(KvPage page)
    {
        page.Holders--;
        if (page.Holders == 0)
        {
            _free.Push(page);
        }
    }
}

/// <summary>Memory for the keys and values of some positions, shared by the slots that have these positions in common.</summary>
internal sealed unsafe class KvPage(int size)
{
    private readonly AlignedBuffer _buffer = new(size);

    public float* Pointer => _buffer.Pointer;

    /// <summary>Slots that hold this page; only a sole holder may write to it.</summary>
    public int Holders { get; set; }

    public void CopyFrom(KvPage other) => other._buffer.CopyTo(_buffer);
}
