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

    private readonly Gemm _gemm;
    private readonly int _headWidth;
    private readonly int _heads;
    private readonly int _keyLength;
    private readonly int _headLength;

    public KvLayout(DecoderConfig config, Gemm gemm)
    {
        _gemm = gemm;
        _headWidth = config.HeadWidth;
        _heads = config.KeyValueHeads;
        _keyLength = gemm.PackedLength(_headWidth, PageLength);
        _headLength = _keyLength + gemm.PackedLength(PageLength, _headWidth);
        PageSize = checked(config.Layers * _heads * _headLength);
    }

    /// <summary>Floats in a page.</summary>
    public int PageSize { get; }

    /// <summary>Keys of one layer and key-value head: head width × positions.</summary>
    public float* Keys(KvPage page, int layer, int head) => page.Pointer + ((nint)((layer * _heads) + head) * _headLength);

    /// <summary>Values of one layer and key-value head: positions × head width.</summary>
    public float* Values(KvPage page, int layer, int head) => Keys(page, layer, head) + _keyLength;

    /// <summary>Stores the keys of all heads of one position, and behind them its values, into its page.</summary>
    public void Write(KvPage page, int layer, int position, float* keyValue)
    {
        int at = position % PageLength, panelWidth = _gemm.PanelWidth;
        for (var head = 0; head < _heads; head++, keyValue += _headWidth)
        {
            var keys = Keys(page, layer, head) + (at / panelWidth * _gemm.PanelStride(_headWidth)) + (at % panelWidth);
            for (var j = 0; j < _headWidth; j++)
            {
                keys[j * panelWidth] = keyValue[j];
            }

            var values = Values(page, layer, head) + (at * panelWidth);
            var value = keyValue + (_heads * _headWidth);
            for (var j = 0; j < _headWidth; j += panelWidth)
            {
                Rows.Copy(Math.Min(panelWidth, _headWidth - j), value + j, values + (j / panelWidth * _gemm.PanelStride(PageLength)));
            }
        }
    }
}
