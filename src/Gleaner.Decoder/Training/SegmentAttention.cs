using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Causal attention within the sequences of a packed row. Queries go in blocks, each against the keys up to the block's last
/// position; probabilities are not kept but computed again in the backward pass.
/// </summary>
internal sealed unsafe class SegmentAttention(DecoderConfig config, Gemm gemm, Arena arena)
{
    private const int ForwardBlock = 24;
    public const int BackwardBlock = 48;

    private readonly int width = config.QueryWidth;
    private readonly int keyWidth = config.KeyValueWidth;
    private readonly int head = config.HeadWidth;

    /// <summary>Width of the query heads that share a key-value head.</summary>
    private readonly int group = config.QueryWidth / config.KeyValueHeads;
    private readonly float scale = 1 / MathF.Sqrt(config.HeadWidth);

    /// <summary>Keys beside values.</summary>
    private int KeyValueRow => 2 * keyWidth;

    /// <summary>attended = softmax(q·kᵀ / √head)·v for each sequence and head.</summary>
    public void Forward(ReadOnlySpan<int> starts, QueryRows rows, float* query, float* keyValue, float* attended)
    {
        for (int segment = 0; segment + 1 < starts.Length; segment++)
        {
            int start = starts[segment], length = starts[segment + 1] - start;
            float* keys = keyValue + ((nint)start * KeyValueRow);
            for (int channel = 0; channel < width; channel += group, keys += head)
            {
                ForwardGroup(length, rows, rows.Starts[segment], rows.Starts[segment + 1], query + channel, keys, attended + channel);
            }
        }
    }

    /// <summary>From the gradient of attended to those of queries and of keys and values, which are overwritten.</summary>
    public void Backward(
        ReadOnlySpan<int> starts, QueryRows rows, float* query, float* keyValue, float* dAttended, float* dQuery, float* dKeyValue)
    {
        new Span<float>(dKeyValue, starts[^1] * KeyValueRow).Clear();
        for (int segment = 0; segment + 1 < starts.Length; segment++)
        {
            int start = starts[segment], length = starts[segment + 1] - start;
            float* keys = keyValue + ((nint)start * KeyValueRow), dKeys = dKeyValue + ((nint)start * KeyValueRow);
            for (int channel = 0; channel < width; channel += group, keys += head, dKeys += head)
            {
                BackwardGroup(
                    length, rows, rows.Starts[segment], rows.Starts[segment + 1], query + channel, keys, dAttended + channel, dQuery + channel, dKeys);
            }
        }
    }

    /// <summary>The query heads that share a key-value head, over one sequence.</summary>
    private void ForwardGroup(int length, QueryRows rows, int firstRow, int endRow, float* query, float* keyValue, float* attended)
    {
        var mark = arena.Mark();
        int stride = AlignedBuffer.RoundUp(length);
        float* scores = arena.Take(ForwardBlock, stride);
        float* keys = PackTransposed(length, keyValue, KeyValueRow);
        float* values = Pack(length, keyValue + keyWidth, KeyValueRow);
        for (int channel = 0; channel < group; channel += head)
        {
            for (int row = firstRow; row < endRow; row += ForwardBlock)
            {
                int count = Math.Min(ForwardBlock, endRow - row);
                int visible = Probabilities(row, count, rows, query + channel, keys, scores, stride);
                gemm.Multiply(count, head, visible, scores, stride, values, gemm.PanelStride(length), attended + ((nint)row * width) + channel, width, false);
            }
        }

        arena.Release(mark);
    }

    private void BackwardGroup(
        int length, QueryRows rows, int firstRow, int endRow, float* query, float* keyValue, float* dAttended, float* dQuery, float* dKeyValue)
    {
        var mark = arena.Mark();
        int stride = AlignedBuffer.RoundUp(length);
        float* probabilities = arena.Take(BackwardBlock, stride);
        float* dScores = arena.Take(BackwardBlock, stride);
        float* keyColumns = PackTransposed(length, keyValue, KeyValueRow);
        float* valueColumns = PackTransposed(length, keyValue + keyWidth, KeyValueRow);
        float* keyRows = Pack(length, keyValue, KeyValueRow);
        for (int channel = 0; channel < group; channel += head)
        {
            for (int row = firstRow; row < endRow; row += BackwardBlock)
            {
                var blockMark = arena.Mark();
                int count = Math.Min(BackwardBlock, endRow - row);
                float* q = query + ((nint)row * width) + channel, d = dAttended + ((nint)row * width) + channel;
                int visible = Probabilities(row, count, rows, query + channel, keyColumns, probabilities, stride);
                gemm.Multiply(count, visible, head, d, width, valueColumns, gemm.PanelStride(head), dScores, stride, false);
                for (int i = 0; i < count; i++)
                {
                    SoftmaxBackward(visible, probabilities + ((nint)i * stride), dScores + ((nint)i * stride), scale);
                }

                gemm.Multiply(count, head, visible, dScores, stride, keyRows, gemm.PanelStride(length), dQuery + ((nint)row * width) + channel, width, false);
                gemm.MultiplyTransposed(visible, head, count, dScores, stride, Pack(count, q, width), gemm.PanelStride(count), dKeyValue, KeyValueRow, true);
                gemm.MultiplyTransposed(
                    visible, head, count, probabilities, stride, Pack(count, d, width), gemm.PanelStride(count), dKeyValue + keyWidth, KeyValueRow, true);
                arena.Release(blockMark);
            }
        }

        arena.Release(mark);
    }

    /// <summary>Attention probabilities of some query rows.</summary>
    /// <returns>How many positions the last of them sees; the other rows have zeros up to there.</returns>
    private int Probabilities(int row, int count, QueryRows rows, float* query, float* keys, float* scores, int stride)
    {
        int visible = rows.Positions[row + count - 1] + 1;
        gemm.Multiply(count, visible, head, query + ((nint)row * width), width, keys, gemm.PanelStride(head), scores, stride, false);
        for (int i = 0; i < count; i++)
        {
            Softmax.Causal(scores + ((nint)i * stride), rows.Positions[row + i] + 1, visible, scale);
        }

        return visible;
    }

    private float* Pack(int length, float* source, int stride)
    {
        float* panels = arena.Take(gemm.PackedLength(length, head));
        gemm.Pack(length, head, source, stride, panels, gemm.PanelStride(length));
        return panels;
    }

    private float* PackTransposed(int length, float* source, int stride)
    {
        float* panels = arena.Take(gemm.PackedLength(head, length));
        gemm.PackTransposed(head, length, source, stride, panels, gemm.PanelStride(head));
        return panels;
    }

    /// <summary>ds ← scale · p · (dp − Σ p·dp), where ds holds dp; rows end with room up to a multiple of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxBackward(int count, float* p, float* ds, float scale)
    {
        for (int j = count; j % 8 != 0; j++)
        {
            p[j] = 0;
            ds[j] = 0;
        }

        Vector256<float> product = default;
        for (int j = 0; j < count; j += 8)
        {
            product = Vector256.FusedMultiplyAdd(Vector256.Load(p + j), Vector256.Load(ds + j), product);
        }

        float sum = VectorMath.Sum(product);
        int i = 0;
        for (; Vector512.IsHardwareAccelerated && i + 16 <= count; i += 16)
        {
            ((Vector512.Load(ds + i) - Vector512.Create(sum)) * (Vector512.Load(p + i) * Vector512.Create(scale))).Store(ds + i);
        }

        Vector256<float> mean = Vector256.Create(sum), factor = Vector256.Create(scale);
        for (; i < count; i += 8)
        {
            ((Vector256.Load(ds + i) - mean) * (Vector256.Load(p + i) * factor)).Store(ds + i);
        }
    }
}
