namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Scratch memory of one thread: taken piece by piece, given back all at once, kept for the next use. After the first pass
/// over the largest input nothing is allocated any more.
/// </summary>
internal sealed unsafe class Arena
{
    private const int SlabLength = 1 << 20;

    private readonly List<AlignedBuffer> slabs = [];
    private int current;
    private int used;
    private long taken;

    /// <summary>The most bytes that were ever taken at the same time; does not depend on how they lay in memory.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Takes memory with arbitrary content, on a cache line of its own.</summary>
    public float* Take(int length)
    {
        length = AlignedBuffer.RoundUp(length);
        while (current < slabs.Count && used + length > slabs[current].Length)
        {
            current++;
            used = 0;
        }

        if (current == slabs.Count)
        {
            slabs.Add(new AlignedBuffer(Math.Max(SlabLength, length)));
        }

        float* start = slabs[current].Pointer + used;
        used += length;
        taken += length;
        PeakBytes = Math.Max(PeakBytes, sizeof(float) * taken);
        return start;
    }

    public float* Take(int rows, int width) => Take(checked(rows * width));

    public float* TakeZeroed(int length)
    {
        float* start = Take(length);
        new Span<float>(start, length).Clear();
        return start;
    }

    /// <summary>Takes memory for a copy of some integers.</summary>
    public int* Take(ReadOnlySpan<int> values)
    {
        int* start = (int*)Take(values.Length);
        values.CopyTo(new Span<int>(start, values.Length));
        return start;
    }

    /// <summary>What is taken from here on can be given back by <see cref="Release"/>.</summary>
    public (int Slab, int Used, long Taken) Mark() => (current, used, taken);

    /// <summary>Gives back all that was taken since the mark.</summary>
    public void Release((int Slab, int Used, long Taken) mark) => (current, used, taken) = mark;

    public void Reset() => Release(default);
}
