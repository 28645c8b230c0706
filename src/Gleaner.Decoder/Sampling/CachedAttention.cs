using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// Attention of new rows to all positions of their slot up to themselves, page by page: a page that is in the cache serves
/// all query heads of its group.
/// </summary>
internal sealed unsafe class CachedAttention(DecoderConfig config, Gemm gemm, KvLayout layout, Arena arena)
{
    private const int Block = 24;
    private const int PageLength = KvLayout.PageLength;

    private readonly int width = config.QueryWidth;
    private readonly int group = config.Heads / config.KeyValueHeads;
    private readonly int headWidth = config.HeadWidth;
    private readonly float scale = 1 / MathF.Sqrt(config.HeadWidth);

    /// <summary>Keys and values of all the pieces' positions must be in their pages.</summary>
    public void Forward(int layer, ReadOnlySpan<RowPiece> pieces, float* query, float* attended)
    {
        foreach (RowPiece piece in pieces)
        {
            for (int done = 0; done < piece.Count; done += Block)
            {
                nint row = piece.FirstRow + done;
                int count = Math.Min(Block, piece.Count - done);
                ForwardBlock(layer, piece.Slot.Pages, piece.FirstPosition + done, count, query + (row * width), attended + (row * width));
            }
        }
    }

    private void ForwardBlock(int layer, ReadOnlySpan<KvPage> pages, int position, int count, float* query, float* attended)
    {
        var mark = arena.Mark();
        int visible = position + count;
        int used = (visible + PageLength - 1) / PageLength, stride = used * PageLength;
        float* scores = arena.Take(group * count, stride);
        for (int head = 0; head < config.KeyValueHeads; head++)
        {
            int channel = head * group * headWidth;
            for (int page = 0; page < used; page++)
            {
                // The last page's columns past the visible ones hold stale keys; their scores are overwritten below.
                float* keys = layout.Keys(pages[page], layer, head), s = scores + (page * PageLength);
                for (int i = 0; i < group; i++, s += (nint)count * stride)
                {
                    gemm.Multiply(count, PageLength, headWidth, query + channel + (i * headWidth), width, keys, gemm.PanelStride(headWidth), s, stride, false);
                }
            }

            for (int i = 0; i < group * count; i++)
            {
                Softmax.Causal(scores + ((nint)i * stride), position + (i % count) + 1, visible, scale);
            }

            for (int page = 0; page < used; page++)
            {
                int depth = Math.Min(PageLength, visible - (page * PageLength));
                float* values = layout.Values(pages[page], layer, head), s = scores + (page * PageLength);
                for (int i = 0; i < group; i++, s += (nint)count * stride)
                {
                    gemm.Multiply(count, headWidth, depth, s, stride, values, gemm.PanelStride(PageLength), attended + channel + (i * headWidth), width, page > 0);
                }
            }
        }

        arena.Release(mark);
    }
}
