namespace Gleaner.WebShop.Search;

/// <summary>
/// Keeps the best k of a stream of hits in a binary heap with the worst on top. A hit is one number: the score's bits (which order
/// positive floats) above the complement of the rank by id, so greater is better and ties go to the smaller id.
/// </summary>
internal ref struct TopHits(Span<ulong> heap)
{
    private readonly Span<ulong> heap = heap;
    private int count;

    internal static ulong Key(float score, int rank) => ((ulong)BitConverter.SingleToUInt32Bits(score) << 32) | ~(uint)rank;

    internal static float Score(ulong key) => BitConverter.UInt32BitsToSingle((uint)(key >> 32));

    internal static int Rank(ulong key) => (int)~(uint)key;

    internal void Offer(ulong key)
    {
        if (count < heap.Length)
        {
            SiftUp(count++, key);
        }
        else if (key > heap[0])
        {
            SiftDown(key);
        }
    }

    /// <summary>The hits, best first. The heap is used up.</summary>
    internal readonly Span<ulong> Sorted()
    {
        var hits = heap[..count];
        hits.Sort(static (left, right) => right.CompareTo(left));
        return hits;
    }

    private readonly void SiftUp(int hole, ulong key)
    {
        while (hole > 0 && heap[(hole - 1) / 2] > key)
        {
            heap[hole] = heap[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }

        heap[hole] = key;
    }

    private readonly void SiftDown(ulong key)
    {
        var hole = 0;
        while ((2 * hole) + 1 < count)
        {
            var child = (2 * hole) + 1;
            if (child + 1 < count && heap[child + 1] < heap[child])
            {
                child++;
            }

            if (heap[child] >= key)
            {
                break;
            }

            heap[hole] = heap[child];
            hole = child;
        }

        heap[hole] = key;
    }
}
