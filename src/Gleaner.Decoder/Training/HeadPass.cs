using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>What becomes of queries, and of keys beside values, between their projection and attention: bias, norm of each head, rotation. And the way back.</summary>
internal sealed unsafe class HeadPass(TrainingWeights weights, Arena arena)
{
    private readonly ParameterLayout _layout = weights.Layout;

    private DecoderConfig Config => _layout.Config;

    /// <summary>Takes what the norms leave for the backward pass; nothing where the model does not norm its heads.</summary>
    public void Take(int tokens, int rows, ref LayerActivations a)
    {
        if (Config.QueryKeyNorm)
        {
            a.PlainQuery = arena.Take(rows, Config.QueryWidth);
            a.PlainKey = arena.Take(tokens, Config.KeyValueWidth);
            a.QueryInverse = arena.Take(rows, Config.Heads);
            a.KeyInverse = arena.Take(tokens, Config.KeyValueHeads);
        }
    }

    public void Queries(int layer, QueryRows rows, LayerActivations a) => Forward(QueriesOf(layer), rows, a.Query, a.PlainQuery, a.QueryInverse);

    public void KeysAndValues(int layer, QueryRows rows, LayerActivations a) => Forward(KeysOf(layer), rows, a.KeyValue, a.PlainKey, a.KeyInverse);

    /// <summary>From the gradient of prepared queries to that of projected ones, in place.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="a">What the forward pass left.</param>
    /// <param name="dQuery">The gradient.</param>
    /// <param name="gradient">Flat gradient of the model, to which those of bias and gain are added; null where it is frozen.</param>
    public void QueriesBack(int layer, QueryRows rows, LayerActivations a, float* dQuery, float* gradient) =>
        Backward(QueriesOf(layer), rows, a.PlainQuery, a.QueryInverse, dQuery, gradient);

    /// <summary>The same for keys beside values.</summary>
    public void KeysAndValuesBack(int layer, QueryRows rows, LayerActivations a, float* dKeyValue, float* gradient) =>
        Backward(KeysOf(layer), rows, a.PlainKey, a.KeyInverse, dKeyValue, gradient);

    private Part QueriesOf(int layer) => new(Config.Heads, Config.QueryWidth, _layout.Layers[layer].QueryBias, _layout.Layers[layer].QueryNorm);

    private Part KeysOf(int layer) => new(Config.KeyValueHeads, 2 * Config.KeyValueWidth, _layout.Layers[layer].KeyValueBias, _layout.Layers[layer].KeyNorm);

    private void Forward(Part part, QueryRows rows, float* x, float* plain, float* inverse)
    {
        if (part.Bias >= 0)
        {
            Rows.AddToEach(rows.Count, part.Row, weights.Pointer + part.Bias, x);
        }

        if (part.Norm >= 0)
        {
            var width = part.Heads * Config.HeadWidth;
            for (nint i = 0; i < rows.Count; i++)
            {
                Rows.Copy(width, x + (i * part.Row), plain + (i * width));
            }

            HeadNorm.Forward(rows.Count, part.Heads, Config.HeadWidth, x, part.Row, weights.Pointer + part.Norm, Config.NormEpsilon, inverse);
        }

        weights.Rope.Rotate(rows.Count, rows.Positions, part.Heads, x, part.Row);
    }

    private void Backward(Part part, QueryRows rows, float* plain, float* inverse, float* d, float* gradient)
    {
        weights.Rope.RotateBack(rows.Count, rows.Positions, part.Heads, d, part.Row);
        if (part.Norm >= 0)
        {
            var mark = arena.Mark();
            HeadNorm.Backward(
                rows.Count,
                part.Heads,
                Config.HeadWidth,
                plain,
                weights.Pointer + part.Norm,
                inverse,
                d,
                part.Row,
                gradient == null ? null : gradient + part.Norm,
                arena.Take(part.Heads, Config.HeadWidth));
            arena.Release(mark);
        }

        if (part.Bias >= 0 && gradient != null)
        {
            Rows.AddSum(rows.Count, part.Row, d, gradient + part.Bias);
        }
    }

    /// <summary>Queries, or keys beside values: the heads that are normed and rotated, the width of a row, and places of bias and gain, −1 for none.</summary>
    private readonly record struct Part(int Heads, int Row, long Bias, long Norm);
}
