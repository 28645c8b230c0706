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

    private readonly int _width = config.QueryWidth;
    private readonly int _keyWidth = config.KeyValueWidth;
    private readonly int _head = config.HeadWidth;

    /// <summary>Width of the query heads that share a key-value head.</summary>
    private readonly int _group = config.QueryWidth / config.KeyValueHeads;
    private readonly float _scale = 1 / MathF.Sqrt(config.HeadWidth);

    /// <summary>Keys beside values.</summary>
    private int KeyValueRow => 2 * _keyWidth;

    /// <summary>attended = softmax(q·kᵀ / √head)·v for each sequence and head.</summary>
    public void Forward(ReadOnlySpan<int> starts, QueryRows rows, float* query, float* keyValue, float* attended)
    {
        for (var segment = 0; segment + 1 < starts.Length; segment++)
        {
            int start = starts[segment], length = starts[segment + 1] - start;
            var keys = keyValue + ((nint)start * KeyValueRow);
            for (var channel = 0; channel < _width; channel += _group, keys += _head)
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
        for (var segment = 0; segment + 1 < starts.Length; segment++)
        {
            int start = starts[segment], length = starts[segment + 1] - start;
            float* keys = keyValue + ((nint)start * KeyValueRow), dKeys = dKeyValue + ((nint)start * KeyValueRow);
            for (var channel = 0; channel < _width; channel += _group, keys += _head, dKeys += _head)
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
        var stride = AlignedBuffer.RoundUp(length);
        var scores = arena.Take(ForwardBlock, stride);
        var keys = PackTransposed(length, keyValue, KeyValueRow);
        var values = Pack(length, keyValue + _keyWidth, KeyValueRow);
        for (var channel = 0; channel < _group; channel += _head)
        {
            for (var row = firstRow; row < endRow; row += ForwardBlock)
            {
                var count = Math.Min(ForwardBlock, endRow - row);
                var visible = Probabilities(row, count, rows, query + channel, keys, scores, stride);
                gemm.Multiply(count, _head, visible, scores, stride, values, gemm.PanelStride(length), attended + ((nint)row * _width) + channel, _width, false);
            }
        }

        arena.Release(mark);
    }

    private void BackwardGroup(
        int length, QueryRows rows, int firstRow, int endRow, float* query, float* keyValue, float* dAttended, float* dQuery, float* dKeyValue)
    {
        var mark = arena.Mark();
        var stride = AlignedBuffer.RoundUp(length);
        var probabilities = arena.Take(BackwardBlock, stride);
        var dScores = arena.Take(BackwardBlock, stride);
        var keyColumns = PackTransposed(length, keyValue, KeyValueRow);
        var valueColumns = PackTransposed(length, keyValue + _keyWidth, KeyValueRow);
        var keyRows = Pack(length, keyValue, KeyValueRow);
        for (var channel = 0; channel < _group; channel += _head)
        {
            for (var row = firstRow; row < endRow; row += BackwardBlock)
            {
                var blockMark = arena.Mark();
                var count = Math.Min(BackwardBlock, endRow - row);
                float* q = query + ((nint)row * _width) + channel, d = dAttended + ((nint)row * _width) + channel;
                var visible = Probabilities(row, count, rows, query + channel, keyColumns, probabilities, stride);
                gemm.Multiply(count, visible, _head, d, _width, valueColumns, gemm.PanelStride(_head), dScores, stride, false);
                for (var i = 0; i < count; i++)
                {
                    SoftmaxBackward(visible, probabilities + ((nint)i * stride), dScores + ((nint)i * stride), _scale);
                }

                gemm.Multiply(count, _head, visible, dScores, stride, keyRows, gemm.PanelStride(length), dQuery + ((nint)row * _width) + channel, _width, false);
                gemm.MultiplyTransposed(visible, _head, count, dScores, stride, Pack(count, q, _width), gemm.PanelStride(count), dKeyValue, KeyValueRow, true);
                gemm.MultiplyTransposed(
                    visible, _head, count, probabilities, stride, Pack(count, d, _width), gemm.PanelStride(count), dKeyValue + _keyWidth, KeyValueRow, true);
                arena.Release(blockMark);
            }
        }

        arena.Release(mark);
    }

    /// <summary>Attention probabilities of some query rows.</summary>
    /// <returns>How many positions the last of them sees; the other rows have zeros up to there.</returns>
    private int Probabilities(int row, int count, QueryRows rows, float* query, float* keys, float* scores, int stride)
    {
        var visible = rows.Positions[row + count - 1] + 1;
        gemm.Multiply(count, visible, _head, query + ((nint)row * _width), _width, keys, gemm.PanelStride(_head), scores, stride, false);
        for (var i = 0; i < count; i++)
        {
            Softmax.Causal(scores + ((nint)i * stride), rows.Positions[row + i] + 1, visible, _scale);
        }

        return visible;
    }

    private float* Pack(int length, float* source, int stride)
    {
        var panels = arena.Take(gemm.PackedLength(length, _head));
        gemm.Pack(length, _head, source, stride, panels, gemm.PanelStride(length));
        return panels;
    }

    private float* PackTransposed(int length, float* source, int stride)
    {
        var panels = arena.Take(gemm.PackedLength(_head, length));
        gemm.PackTransposed(_head, length, source, stride, panels, gemm.PanelStride(_head));
        return panels;
    }

    /// <summary>ds ← scale · p · (dp − Σ p·dp), where ds holds dp; rows end with room up to a multiple of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxBackward(int count, float* p, float* ds, float scale)
    {
        for (var j = count; j % 8 != 0; j++)
        {
            p[j] = 0;
            ds[j] = 0;
        }

        Vector256<float> product = default;
        for (var j = 0; j < count; j += 8)
        {
            product = Vector256.FusedMultiplyAdd(Vector256.Load(p + j), Vector256.Load(ds + j), product);
        }

        var sum = VectorMath.Sum(product);
        var i = 0;
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
