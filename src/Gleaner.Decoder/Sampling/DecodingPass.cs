using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// The forward pass over new tokens of many slots: their keys and values go to the slots' pages, the final hidden states of
/// the rows asked for go out. The last layer computes only those rows. Same kernels, in the same order of operations for each
/// row, as in training.
/// </summary>
internal sealed unsafe class DecodingPass(FrozenDecoder decoder, KvLayout pages, Arena arena)
{
    private readonly DecoderConfig _config = decoder.Config;
    private readonly Gemm _gemm = decoder.Gemm;
    private readonly ParameterLayout _layout = decoder.Layout;
    private readonly float* _weights = decoder.Weights.Pointer;
    private readonly CachedAttention _attention = new(decoder.Config, decoder.Gemm, pages, arena);

    private int Width => _config.Width;

    /// <summary>Keys beside values.</summary>
    private int KeyValueWidth => 2 * _config.KeyValueWidth;

    /// <summary>Runs the pass; <paramref name="hidden"/> receives a normed row for each row asked for.</summary>
    public void Run(PassRows rows, float* hidden)
    {
        arena.Reset();
        var x = arena.Take(rows.Count, Width);
        Embed(rows, x);
        var positions = arena.Take(rows.Positions);
        for (var layer = 0; layer < _config.Layers - 1; layer++)
        {
            var mark = arena.Mark();
            var normed = KeysAndValues(layer, rows, positions, x);
            Transform(layer, rows.Count, positions, rows.Pieces, normed, x);
            arena.Release(mark);
        }

        LastLayer(rows, positions, x, hidden);
    }

    private void Embed(PassRows rows, float* x)
    {
        foreach (var piece in rows.Pieces)
        {
            var tokens = piece.Slot.Tokens;
            for (var i = 0; i < piece.Count; i++)
            {
                var position = piece.FirstPosition + i;
                var before = position == 0 ? -1 : tokens[position - 1];
                decoder.Weights.Embed(tokens[position], before, x + ((nint)(piece.FirstRow + i) * Width));
            }
        }
    }

    private void LastLayer(PassRows rows, int* positions, float* x, float* hidden)
    {
        int layer = _config.Layers - 1, count = rows.Outputs.Length;
        var normed = KeysAndValues(layer, rows, positions, x);
        if (count == 0)
        {
            return;
        }

        float* outputNormed = arena.Take(count, Width), output = arena.Take(count, Width);
        var indices = arena.Take(rows.Outputs);
        Rows.Gather(count, Width, normed, indices, outputNormed);
        Rows.Gather(count, Width, x, indices, output);
        Transform(layer, count, arena.Take(rows.OutputPositions), rows.OutputPieces, outputNormed, output);
        RmsNorm.Forward(count, Width, output, _weights + _layout.FinalNorm, _config.NormEpsilon, hidden, arena.Take(count));
    }

    /// <summary>Stores keys and values of all rows.</summary>
    /// <returns>The rows' norm, which queries start from.</returns>
    private float* KeysAndValues(int layer, PassRows rows, int* positions, float* x)
    {
        float* normed = arena.Take(rows.Count, Width), keyValue = arena.Take(rows.Count, KeyValueWidth);
        RmsNorm.Forward(rows.Count, Width, x, _weights + _layout.Layers[layer].AttentionNorm, _config.NormEpsilon, normed, arena.Take(rows.Count));
        _gemm.Multiply(rows.Count, normed, decoder.Panels.Layers[layer].KeyValue, keyValue);
        AddBias(rows.Count, KeyValueWidth, _layout.Layers[layer].KeyValueBias, keyValue);
        NormHeads(rows.Count, _config.KeyValueHeads, _layout.Layers[layer].KeyNorm, keyValue, KeyValueWidth);
        decoder.Rope.Rotate(rows.Count, positions, _config.KeyValueHeads, keyValue, KeyValueWidth);
        foreach (var piece in rows.Pieces)
        {
            for (var i = 0; i < piece.Count; i++)
            {
                var position = piece.FirstPosition + i;
                pages.Write(piece.Slot.Pages[position / KvLayout.PageLength], layer, position, keyValue + ((nint)(piece.FirstRow + i) * KeyValueWidth));
            }
        }

        return normed;
    }

    /// <summary>Attention and feed-forward block of some rows, added to them in place.</summary>
    private void Transform(int layer, int count, int* positions, ReadOnlySpan<RowPiece> pieces, float* normed, float* x)
    {
        var panels = decoder.Panels.Layers[layer];
        float* query = arena.Take(count, _config.QueryWidth), attended = arena.Take(count, _config.QueryWidth);
        _gemm.Multiply(count, normed, panels.Query, query);
        AddBias(count, _config.QueryWidth, _layout.Layers[layer].QueryBias, query);
        NormHeads(count, _config.Heads, _layout.Layers[layer].QueryNorm, query, _config.QueryWidth);
        decoder.Rope.Rotate(count, positions, _config.Heads, query, _config.QueryWidth);
        _attention.Forward(layer, pieces, query, attended);
        _gemm.Multiply(count, attended, panels.AttentionOutput, x, accumulate: true);

        float* gateUp = arena.Take(count, 2 * _config.FeedForwardWidth), inner = arena.Take(count, _config.FeedForwardWidth);
        var input = arena.Take(count, Width);
        RmsNorm.Forward(count, Width, x, _weights + _layout.Layers[layer].FeedForwardNorm, _config.NormEpsilon, input, arena.Take(count));
        _gemm.Multiply(count, input, panels.GateUp, gateUp);
        SwiGlu.Forward(count, _config.FeedForwardWidth, gateUp, inner);
        _gemm.Multiply(count, inner, panels.Down, x, accumulate: true);
    }

    private void AddBias(int rows, int width, long offset, float* to)
    {
        if (offset >= 0)
        {
            Rows.AddToEach(rows, width, _weights + offset, to);
        }
    }

    private void NormHeads(int rows, int heads, long offset, float* x, nint xRow)
    {
        if (offset >= 0)
        {
            HeadNorm.Forward(rows, heads, _config.HeadWidth, x, xRow, _weights + offset, _config.NormEpsilon, arena.Take(rows, heads));
        }
    }
}
