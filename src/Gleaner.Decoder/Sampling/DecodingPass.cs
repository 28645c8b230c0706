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
    private readonly DecoderConfig config = decoder.Config;
    private readonly Gemm gemm = decoder.Gemm;
    private readonly ParameterLayout layout = decoder.Layout;
    private readonly float* weights = decoder.Weights.Pointer;
    private readonly CachedAttention attention = new(decoder.Config, decoder.Gemm, pages, arena);

    private int Width => config.Width;

    /// <summary>Keys beside values.</summary>
    private int KeyValueWidth => 2 * config.KeyValueWidth;

    /// <summary>Runs the pass; <paramref name="hidden"/> receives a normed row for each row asked for.</summary>
    public void Run(PassRows rows, float* hidden)
    {
        arena.Reset();
        float* x = arena.Take(rows.Count, Width);
        Embed(rows, x);
        int* positions = arena.Take(rows.Positions);
        for (int layer = 0; layer < config.Layers - 1; layer++)
        {
            var mark = arena.Mark();
            float* normed = KeysAndValues(layer, rows, positions, x);
            Transform(layer, rows.Count, positions, rows.Pieces, normed, x);
            arena.Release(mark);
        }

        LastLayer(rows, positions, x, hidden);
    }

    private void Embed(PassRows rows, float* x)
    {
        foreach (RowPiece piece in rows.Pieces)
        {
            ReadOnlySpan<int> tokens = piece.Slot.Tokens;
            for (int i = 0; i < piece.Count; i++)
            {
                int position = piece.FirstPosition + i;
                int before = position == 0 ? -1 : tokens[position - 1];
                decoder.Weights.Embed(tokens[position], before, x + ((nint)(piece.FirstRow + i) * Width));
            }
        }
    }

    private void LastLayer(PassRows rows, int* positions, float* x, float* hidden)
    {
        int layer = config.Layers - 1, count = rows.Outputs.Length;
        float* normed = KeysAndValues(layer, rows, positions, x);
        if (count == 0)
        {
            return;
        }

        float* outputNormed = arena.Take(count, Width), output = arena.Take(count, Width);
        int* indices = arena.Take(rows.Outputs);
        Rows.Gather(count, Width, normed, indices, outputNormed);
        Rows.Gather(count, Width, x, indices, output);
        Transform(layer, count, arena.Take(rows.OutputPositions), rows.OutputPieces, outputNormed, output);
        RmsNorm.Forward(count, Width, output, weights + layout.FinalNorm, config.NormEpsilon, hidden, arena.Take(count));
    }

    /// <summary>Stores keys and values of all rows.</summary>
    /// <returns>The rows' norm, which queries start from.</returns>
    private float* KeysAndValues(int layer, PassRows rows, int* positions, float* x)
    {
        float* normed = arena.Take(rows.Count, Width), keyValue = arena.Take(rows.Count, KeyValueWidth);
        RmsNorm.Forward(rows.Count, Width, x, weights + layout.Layers[layer].AttentionNorm, config.NormEpsilon, normed, arena.Take(rows.Count));
        gemm.Multiply(rows.Count, normed, decoder.Panels.Layers[layer].KeyValue, keyValue);
        AddBias(rows.Count, KeyValueWidth, layout.Layers[layer].KeyValueBias, keyValue);
        decoder.Rope.Rotate(rows.Count, positions, config.KeyValueHeads, keyValue, KeyValueWidth);
        foreach (RowPiece piece in rows.Pieces)
        {
            for (int i = 0; i < piece.Count; i++)
            {
                int position = piece.FirstPosition + i;
                pages.Write(piece.Slot.Pages[position / KvLayout.PageLength], layer, position, keyValue + ((nint)(piece.FirstRow + i) * KeyValueWidth));
            }
        }

        return normed;
    }

    /// <summary>Attention and feed-forward block of some rows, added to them in place.</summary>
    private void Transform(int layer, int count, int* positions, ReadOnlySpan<RowPiece> pieces, float* normed, float* x)
    {
        LayerPanels panels = decoder.Panels.Layers[layer];
        float* query = arena.Take(count, config.QueryWidth), attended = arena.Take(count, config.QueryWidth);
        gemm.Multiply(count, normed, panels.Query, query);
        AddBias(count, config.QueryWidth, layout.Layers[layer].QueryBias, query);
        decoder.Rope.Rotate(count, positions, config.Heads, query, config.QueryWidth);
        attention.Forward(layer, pieces, query, attended);
        gemm.Multiply(count, attended, panels.AttentionOutput, x, accumulate: true);

        float* gateUp = arena.Take(count, 2 * config.FeedForwardWidth), inner = arena.Take(count, config.FeedForwardWidth);
        float* input = arena.Take(count, Width);
        RmsNorm.Forward(count, Width, x, weights + layout.Layers[layer].FeedForwardNorm, config.NormEpsilon, input, arena.Take(count));
        gemm.Multiply(count, input, panels.GateUp, gateUp);
        SwiGlu.Forward(count, config.FeedForwardWidth, gateUp, inner);
        gemm.Multiply(count, inner, panels.Down, x, accumulate: true);
    }
    private void AddBias(int rows, int width, int offset, float* to)
    {
        if (offset >= 0)
        {
            Rows.AddToEach(rows, width, weights + offset, to);
        }
    }
}
