using System.Runtime.InteropServices;

namespace Gleaner.Decoder.Kernels;

/// <summary>
/// Scratch memory of one thread: taken piece by piece, given back all at once, kept for the next use. After the first pass
/// over the largest input nothing is allocated any more.
/// </summary>
internal sealed unsafe class Arena
{
    private const int SlabLength = 1 << 20;

    private readonly List<AlignedBuffer> _slabs = [];
    private int _current;
    private long _used;
    private long _taken;

    /// <summary>The most bytes that were ever taken at the same time; does not depend on how they lay in memory.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Takes memory with arbitrary content, on a cache line of its own.</summary>
    public float* Take(long length)
    {
        length = AlignedBuffer.RoundUp(length);
        while (_current < _slabs.Count && _used + length > _slabs[_current].Length)
        {
            _current++;
            _used = 0;
        }

        if (_current == _slabs.Count)
        {
            _slabs.Add(new AlignedBuffer(Math.Max(SlabLength, length)));
        }

        var start = _slabs[_current].Pointer + _used;
        _used += length;
        _taken += length;
        PeakBytes = Math.Max(PeakBytes, sizeof(float) * _taken);
        return start;
    }

    public float* Take(int rows, int width) => Take((long)rows * width);

    public float* TakeZeroed(int rows, int width)
    {
        var start = Take(rows, width);
        NativeMemory.Clear(start, (nuint)rows * (nuint)width * sizeof(float));
        return start;
    }

    /// <summary>Takes memory for a copy of some integers.</summary>
    public int* Take(ReadOnlySpan<int> values)
    {
        var start = (int*)Take(values.Length);
        values.CopyTo(new Span<int>(start, values.Length));
        return start;
    }

    /// <summary>What is taken from here on can be given back by <see cref="Release"/>.</summary>
    public (int Slab, long Used, long Taken) Mark() => (_current, _used, _taken);

    /// <summary>Gives back all that was taken since the mark.</summary>
    public void Release((int Slab, long Used, long Taken) mark) => (_current, _used, _taken) = mark;

    public void Reset() => Release(default);
}
