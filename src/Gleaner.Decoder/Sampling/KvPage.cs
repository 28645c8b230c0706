using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Sampling;

/// <summary>Memory for the keys and values of some positions, shared by the slots that have these positions in common.</summary>
internal sealed unsafe class KvPage(int size)
{
    private readonly AlignedBuffer buffer = new(size);

    public float* Pointer => buffer.Pointer;

    /// <summary>Slots that hold this page; only a sole holder may write to it.</summary>
    public int Holders { get; set; }

    public void CopyFrom(KvPage other) => other.buffer.Span.CopyTo(buffer.Span);
}
