using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// Attention of new rows to all positions of their slot up to themselves, page by page: a page that is in the cache serves
/// all query heads of its group. A single new row takes longer to fetch keys and values for than to compute, so what comes
/// next is on its way while a block of them is multiplied with.
/// </summary>
internal sealed unsafe class CachedAttention(DecoderConfig config, Gemm gemm, KvLayout layout, Arena arena)
{
    private const int Block = 24;
    private const int PageLength = KvLayout.PageLength;

    private readonly int _width = config.QueryWidth;
    private readonly int _group = config.Heads / config.KeyValueHeads;
    private readonly int _headWidth = config.HeadWidth;
    private readonly float _scale = 1 / MathF.Sqrt(config.HeadWidth);

    /// <summary>Keys and values of all the pieces' positions must be in their pages.</summary>
    public void Forward(int layer, ReadOnlySpan<RowPiece> pieces, float* query, float* attended)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = pieces[i];
            var next = i + 1 < pieces.Length ? pieces[i + 1].Slot.Pages[0] : null;
            for (var done = 0; done < piece.Count; done += Block)
            {
                nint row = piece.FirstRow + done;
                var count = Math.Min(Block, piece.Count - done);
                ForwardBlock(layer, piece.Slot.Pages, next, piece.FirstPosition + done, count, query + (row * _width), attended + (row * _width));
            }
        }
    }

    private void ForwardBlock(int layer, ReadOnlySpan<KvPage> pages, KvPage? next, int position, int count, float* query, float* attended)
    {
        var mark = arena.Mark();
        var visible = position + count;
        int used = (visible + PageLength - 1) / PageLength, stride = used * PageLength;
        var scores = arena.Take(_group * count, stride);
        for (var head = 0; head < config.KeyValueHeads; head++)
        {
            var channel = head * _group * _headWidth;
            for (var page = 0; page < used; page++)
            {
                if (count == 1)
                {
                    FetchBehindKeys(layer, head, pages, page, used, visible);
                }

                // The last panel's columns past the visible ones hold stale keys; their scores are overwritten below.
                var columns = Math.Min(PageLength, Panels(visible - (page * PageLength)) * gemm.PanelWidth);
                float* keys = layout.Keys(pages[page], layer, head), s = scores + (page * PageLength);
                for (var i = 0; i < _group; i++, s += (nint)count * stride)
                {
                    gemm.Multiply(count, columns, _headWidth, query + channel + (i * _headWidth), _width, keys, gemm.PanelStride(_headWidth), s, stride, false);
                }
            }

            for (var i = 0; i < _group * count; i++)
            {
                Softmax.Causal(scores + ((nint)i * stride), position + (i % count) + 1, visible, _scale);
            }

            for (var page = 0; page < used; page++)
            {
                if (count == 1)
                {
                    FetchBehindValues(layer, head, pages, next, page, used, visible);
                }

                var depth = Math.Min(PageLength, visible - (page * PageLength));
                float* values = layout.Values(pages[page], layer, head), s = scores + (page * PageLength);
                for (var i = 0; i < _group; i++, s += (nint)count * stride)
                {
                    gemm.Multiply(count, _headWidth, depth, s, stride, values, gemm.PanelStride(PageLength), attended + channel + (i * _headWidth), _width, page > 0);
                }
            }
        }

        arena.Release(mark);
    }

    /// <summary>The next page's keys, or the first one's values.</summary>
    private void FetchBehindKeys(int layer, int head, ReadOnlySpan<KvPage> pages, int page, int used, int visible)
    {
        if (page + 1 < used)
        {
            FetchKeys(pages[page + 1], layer, head, visible - ((page + 1) * PageLength));
        }
        else
        {
            FetchValues(pages[0], layer, head, visible);
        }
    }

    /// <summary>The next page's values, or keys of the next head or slot.</summary>
    private void FetchBehindValues(int layer, int head, ReadOnlySpan<KvPage> pages, KvPage? next, int page, int used, int visible)
    {
        if (page + 1 < used)
        {
            FetchValues(pages[page + 1], layer, head, visible - ((page + 1) * PageLength));
        }
        else if (head + 1 < config.KeyValueHeads)
        {
            FetchKeys(pages[0], layer, head + 1, visible);
        }
        else if (next is not null)
        {
            FetchKeys(next, layer, 0, PageLength);
        }
    }

    private void FetchKeys(KvPage page, int layer, int head, int positions) =>
        CacheLines.Fetch(layout.Keys(page, layer, head), Panels(Math.Min(positions, PageLength)) * gemm.PanelStride(_headWidth));

    private void FetchValues(KvPage page, int layer, int head, int positions)
    {
        var values = layout.Values(page, layer, head);
        for (var panel = 0; panel < Panels(_headWidth); panel++)
        {
            CacheLines.Fetch(values + (panel * gemm.PanelStride(PageLength)), Math.Min(positions, PageLength) * gemm.PanelWidth);
        }
    }

    private int Panels(int columns) => (columns + gemm.PanelWidth - 1) / gemm.PanelWidth;
}
