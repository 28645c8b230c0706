namespace Gleaner.WebShop.Search;

/// <summary>
/// Keeps the best k of a stream of hits in a binary heap with the worst on top. A hit is one number: the score's bits (which order
/// positive floats) above the complement of the rank by id, so greater is better and ties go to the smaller id.
/// </summary>
internal ref struct TopHits(Span<ulong> heap)
{
    private readonly Span<ulong> _heap = heap;
    private int _count;

    internal static ulong Key(float score, int rank) => ((ulong)BitConverter.SingleToUInt32Bits(score) << 32) | ~(uint)rank;

    internal static float Score(ulong key) => BitConverter.UInt32BitsToSingle((uint)(key >> 32));

    internal static int Rank(ulong key) => (int)~(uint)key;

    /// <summary>Whether there are as many hits as are asked for.</summary>
    internal readonly bool IsFull => _count == _heap.Length;

    /// <summary>The hit that the next better one replaces; only if <see cref="IsFull"/>.</summary>
    internal readonly ulong Worst => _heap[0];

    internal void Offer(ulong key)
    {
        if (_count < _heap.Length)
        {
            SiftUp(_count++, key);
        }
        else if (key > _heap[0])
        {
            SiftDown(key);
        }
    }

    /// <summary>The hits, best first. The heap is used up.</summary>
    internal readonly Span<ulong> Sorted()
    {
        var hits = _heap[.._count];
        hits.Sort(static (left, right) => right.CompareTo(left));
        return hits;
    }

    private readonly void SiftUp(int hole, ulong key)
    {
        while (hole > 0 && _heap[(hole - 1) / 2] > key)
        {
            _heap[hole] = _heap[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }

        _heap[hole] = key;
    }

    private readonly void SiftDown(ulong key)
    {
        var hole = 0;
        while ((2 * hole) + 1 < _count)
        {
            var child = (2 * hole) + 1;
            if (child + 1 < _count && _heap[child + 1] < _heap[child])
            {
                child++;
            }

            if (_heap[child] >= key)
            {
                break;
            }

            _heap[hole] = _heap[child];
            hole = child;
        }

        _heap[hole] = key;
    }
}
