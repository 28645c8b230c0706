using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// How a page holds the keys and values of <see cref="PageLength"/> positions for all layers and key-value heads: as packed
/// right-hand sides, so that attention multiplies with them as they lie.
/// </summary>
internal sealed unsafe class KvLayout
{
    /// <summary>Positions in a page: long enough for efficient products, short enough that forks share most of a prefix.</summary>
    public const int PageLength = 64;

    private readonly Gemm gemm;
    private readonly int headWidth;
    private readonly int heads;
    private readonly int keyLength;
    private readonly int headLength;

    public KvLayout(DecoderConfig config, Gemm gemm)
    {
        this.gemm = gemm;
        headWidth = config.HeadWidth;
        heads = config.KeyValueHeads;
        keyLength = gemm.PackedLength(headWidth, PageLength);
        headLength = keyLength + gemm.PackedLength(PageLength, headWidth);
        PageSize = checked(config.Layers * heads * headLength);
    }

    /// <summary>Floats in a page.</summary>
    public int PageSize { get; }

    /// <summary>Keys of one layer and key-value head: head width × positions.</summary>
    public float* Keys(KvPage page, int layer, int head) => page.Pointer + ((nint)((layer * heads) + head) * headLength);

    /// <summary>Values of one layer and key-value head: positions × head width.</summary>
    public float* Values(KvPage page, int layer, int head) => Keys(page, layer, head) + keyLength;

    /// <summary>Stores the keys of all heads of one position, and behind them its values, into its page.</summary>
    public void Write(KvPage page, int layer, int position, float* keyValue)
    {
        int at = position % PageLength, panelWidth = gemm.PanelWidth;
        for (int head = 0; head < heads; head++, keyValue += headWidth)
        {
            float* keys = Keys(page, layer, head) + (at / panelWidth * gemm.PanelStride(headWidth)) + (at % panelWidth);
            for (int j = 0; j < headWidth; j++)
            {
                keys[j * panelWidth] = keyValue[j];
            }

            float* values = Values(page, layer, head) + (at * panelWidth);
            float* value = keyValue + (heads * headWidth);
            for (int j = 0; j < headWidth; j += panelWidth)
            {
                Rows.Copy(Math.Min(panelWidth, headWidth - j), value + j, values + (j / panelWidth * gemm.PanelStride(PageLength)));
            }
        }
    }
}
