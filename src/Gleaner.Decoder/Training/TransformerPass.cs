using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Forward and backward pass over one packed row, by hand. One instance for each worker thread; the weights are shared.
/// Only what the loss depends on is computed: the last layer's queries and all after them, only at the predictors.
/// </summary>
internal sealed unsafe class TransformerPass
{
    private readonly Arena arena = new();
    private readonly ParameterLayout layout;
    private readonly TrainingWeights weights;
    private readonly LayerActivations[] activations;
    private readonly SegmentAttention attention;
    private readonly OutputHead outputHead;
    private readonly ProjectionPass projections;
    private readonly Kept kept;

    /// <summary>A pass over a model that is trained itself, or beside which adapters are.</summary>
    public TransformerPass(TrainingWeights weights, AdapterPanels? adapters, DropoutKey dropoutKey, bool recomputeLayers)
    {
        this.weights = weights;
        kept = recomputeLayers ? Kept.LayerInputs : Kept.Activations;
        layout = weights.Layout;
        activations = new LayerActivations[layout.Config.Layers];
        attention = new SegmentAttention(layout.Config, weights.Gemm, arena);
        outputHead = new OutputHead(weights, arena);
        projections = adapters is null ? new TrainedProjections(weights, arena) : new AdaptedProjections(weights, adapters, dropoutKey, arena);
    }

    /// <summary>What the forward pass leaves for a backward pass.</summary>
    private enum Kept
    {
        Nothing,
        LayerInputs,
        Activations,
    }

    /// <summary>The most memory that a row has taken so far.</summary>
    public long PeakBytes => arena.PeakBytes;

    private int Width => layout.Config.Width;

    private int Inner => layout.Config.FeedForwardWidth;

    private int QueryWidth => layout.Config.QueryWidth;

    /// <summary>Keys beside values.</summary>
    private int KeyValueWidth => 2 * layout.Config.KeyValueWidth;

    /// <summary>log π of each trained token of a row; valid until the next call.</summary>
    public ReadOnlySpan<double> LogProbabilities(PackedRow row)
    {
        Begin(row, training: false);
        Span<double> result = TakeDoubles(row.Predictors.Length);
        float* output = Forward(row, AllTokens(row), Predictors(row), Kept.Nothing);
        outputHead.LogProbabilities(row, output, result);
        return result;
    }

    /// <summary>The loss Σ w·nll of a row, not divided by anything.</summary>
    public double Loss(PackedRow row)
    {
        double loss = 0;
        ReadOnlySpan<double> logProbabilities = LogProbabilities(row);
        for (int i = 0; i < logProbabilities.Length; i++)
        {
            loss -= row.Weights[i] * logProbabilities[i];
        }

        return loss;
    }

    /// <summary>The preference loss of a row of pairs.</summary>
    public PreferenceTally Loss(PackedRow row, ReadOnlySpan<PreferencePair> pairs, PreferenceOptions options)
    {
        ReadOnlySpan<double> logProbabilities = LogProbabilities(row);
        return PreferenceLoss.Compute(row, pairs, options, logProbabilities, TakeFloats(row.Predictors.Length));
    }

    /// <summary>The loss Σ w·nll of a row, adding its gradient to a flat gradient.</summary>
    public double LossAndGradient(PackedRow row, float* gradient)
    {
        Begin(row, training: true);
        QueryRows all = AllTokens(row), predictors = Predictors(row);
        float* output = Forward(row, all, predictors, kept);
        float* dOutput = arena.Take(predictors.Count, Width);
        double loss = outputHead.LossAndGradient(row, row.Weights, output, dOutput, Model(gradient));
        Backward(row, all, predictors, dOutput, gradient);
        return loss;
    }

    /// <summary>
    /// The preference loss of a row of pairs, adding its gradient to a flat gradient. One forward pass: only the logits are
    /// computed twice, as a pair's coefficients need the log-probabilities of all its tokens.
    /// </summary>
    public PreferenceTally LossAndGradient(PackedRow row, ReadOnlySpan<PreferencePair> pairs, PreferenceOptions options, float* gradient)
    {
        Begin(row, training: true);
        QueryRows all = AllTokens(row), predictors = Predictors(row);
        float* output = Forward(row, all, predictors, kept);
        float* dOutput = arena.Take(predictors.Count, Width);
        Span<double> logProbabilities = TakeDoubles(predictors.Count);
        Span<float> coefficients = TakeFloats(predictors.Count);
        outputHead.LogProbabilities(row, output, logProbabilities);
        PreferenceTally tally = PreferenceLoss.Compute(row, pairs, options, logProbabilities, coefficients);
        outputHead.LossAndGradient(row, coefficients, output, dOutput, Model(gradient));
        Backward(row, all, predictors, dOutput, gradient);
        return tally;
    }

    private void Begin(PackedRow row, bool training)
    {
        arena.Reset();
        projections.Begin(row, training);
    }

    /// <summary>Where the gradient of the model's own weights goes; null where these are frozen.</summary>
    private float* Model(float* gradient) => projections.TrainsModel ? gradient : null;

    /// <summary>The gradient of one of the model's tensors; null where it is frozen.</summary>
    private float* Model(float* gradient, int offset) => projections.TrainsModel ? gradient + offset : null;

    private Span<double> TakeDoubles(int length) => new(arena.Take(2 * length), length);

    private Span<float> TakeFloats(int length) => new(arena.Take(length), length);

    private void Backward(PackedRow row, QueryRows all, QueryRows predictors, float* dOutput, float* gradient)
    {
        for (int i = activations.Length - 1; i >= 0; i--)
        {
            QueryRows rows = i == activations.Length - 1 ? predictors : all;
            float* dInput = rows.Indices == null ? dOutput : arena.TakeZeroed(all.Count * Width);
            var mark = arena.Mark();
            if (kept == Kept.LayerInputs)
            {
                ForwardLayer(i, row, all, rows, activations[i].Input, null);
            }

            BackwardLayer(i, row, all, rows, dOutput, dInput, gradient);
            arena.Release(mark);
            dOutput = dInput;
        }

        if (projections.TrainsModel)
        {
            BackwardEmbedding(row, dOutput, gradient);
        }
    }

    private QueryRows AllTokens(PackedRow row) =>
        new(row.Tokens.Length, null, arena.Take(row.Positions), arena.Take(row.Starts));

    private QueryRows Predictors(PackedRow row)
    {
        int* indices = arena.Take(row.Predictors), positions = arena.Take(row.Predictors);
        for (int i = 0; i < row.Predictors.Length; i++)
        {
            positions[i] = row.Positions[indices[i]];
        }

        return new QueryRows(row.Predictors.Length, indices, positions, arena.Take(row.PredictorStarts));
    }

    private float* Forward(PackedRow row, QueryRows all, QueryRows predictors, Kept keep)
    {
        float* x = arena.Take(all.Count, Width);
        for (int i = 0; i < all.Count; i++)
        {
            int before = row.Positions[i] == 0 ? -1 : row.Tokens[i - 1];
            weights.Embed(row.Tokens[i], before, x + ((nint)i * Width));
        }

        float* spare = null;
        for (int i = 0; i < activations.Length; i++)
        {
            QueryRows rows = i == activations.Length - 1 ? predictors : all;
            float* output = keep == Kept.Nothing && spare != null ? spare : arena.Take(rows.Count, Width);
            var mark = arena.Mark();
            ForwardLayer(i, row, all, rows, x, output);
            if (keep != Kept.Activations)
            {
                arena.Release(mark);
            }

            spare = x;
            x = output;
        }

        return x;
    }

    /// <summary>Fills the layer's activations, and its output unless that is null.</summary>
    private void ForwardLayer(int index, PackedRow row, QueryRows all, QueryRows rows, float* input, float* output)
    {
        LayerLayout offsets = layout.Layers[index];
        ref LayerActivations a = ref activations[index];
        a = Take(all.Count, rows, input);
        RmsNorm.Forward(all.Count, Width, a.Input, weights.Pointer + offsets.AttentionNorm, layout.Config.NormEpsilon, a.AttentionInput, a.AttentionInverse);
        projections.Forward(Projection.KeyValue, index, all, a.AttentionInput, a.KeyValue);
        AddBias(all.Count, KeyValueWidth, offsets.KeyValueBias, a.KeyValue);
        weights.Rope.Rotate(all.Count, all.Positions, layout.Config.KeyValueHeads, a.KeyValue, KeyValueWidth);
        GatherRows(rows, a.Input, a.Middle);
        if (rows.Indices != null)
        {
            Rows.Gather(rows.Count, Width, a.AttentionInput, rows.Indices, a.QueryInput);
        }

        projections.Forward(Projection.Query, index, rows, a.QueryInput, a.Query);
        AddBias(rows.Count, QueryWidth, offsets.QueryBias, a.Query);
        weights.Rope.Rotate(rows.Count, rows.Positions, layout.Config.Heads, a.Query, QueryWidth);
        attention.Forward(row.Starts, rows, a.Query, a.KeyValue, a.Attended);
        projections.Forward(Projection.AttentionOutput, index, rows, a.Attended, a.Middle, accumulate: true);

        RmsNorm.Forward(rows.Count, Width, a.Middle, weights.Pointer + offsets.FeedForwardNorm, layout.Config.NormEpsilon, a.FeedForwardInput, a.FeedForwardInverse);
        projections.Forward(Projection.GateUp, index, rows, a.FeedForwardInput, a.GateUp);
        SwiGlu.Forward(rows.Count, Inner, a.GateUp, a.Hidden);
        if (output != null)
        {
            Rows.Copy(rows.Count * Width, a.Middle, output);
            projections.Forward(Projection.Down, index, rows, a.Hidden, output, accumulate: true);
        }
        else
        {
            projections.Recompute(Projection.Down, index, rows, a.Hidden);
        }
    }

    private LayerActivations Take(int tokens, QueryRows rows, float* input)
    {
        float* attentionInput = arena.Take(tokens, Width);
        return new LayerActivations
        {
            Input = input,
            AttentionInput = attentionInput,
            AttentionInverse = arena.Take(tokens),
            QueryInput = rows.Indices == null ? attentionInput : arena.Take(rows.Count, Width),
            Query = arena.Take(rows.Count, QueryWidth),
            KeyValue = arena.Take(tokens, KeyValueWidth),
            Attended = arena.Take(rows.Count, QueryWidth),
            Middle = arena.Take(rows.Count, Width),
            FeedForwardInput = arena.Take(rows.Count, Width),
            FeedForwardInverse = arena.Take(rows.Count),
            GateUp = arena.Take(rows.Count, 2 * Inner),
            Hidden = arena.Take(rows.Count, Inner),
        };
    }

    private void GatherRows(QueryRows rows, float* from, float* to)
    {
        if (rows.Indices == null)
        {
            Rows.Copy(rows.Count * Width, from, to);
        }
        else
        {
            Rows.Gather(rows.Count, Width, from, rows.Indices, to);
        }
    }

    /// <summary>
    /// From the gradient of a layer's output rows, which is overwritten, to that of its input, tokens × width: the same memory,
    /// or zeroed where the rows are not all tokens.
    /// </summary>
    private void BackwardLayer(int index, PackedRow row, QueryRows all, QueryRows rows, float* dOutput, float* dInput, float* gradient)
    {
        LayerLayout offsets = layout.Layers[index];
        LayerActivations a = activations[index];
        float* dMiddle = dOutput;
        float* dHidden = arena.Take(rows.Count, Inner);
        projections.Backward(Projection.Down, index, rows, dOutput, a.Hidden, dHidden, gradient);
        SwiGlu.Backward(rows.Count, Inner, a.GateUp, dHidden);
        float* dNormed = arena.Take(all.Count, Width);
        projections.Backward(Projection.GateUp, index, rows, a.GateUp, a.FeedForwardInput, dNormed, gradient);
        RmsNorm.Backward(
            rows.Count, Width, a.Middle, weights.Pointer + offsets.FeedForwardNorm, a.FeedForwardInverse, dNormed, dMiddle, Model(gradient, offsets.FeedForwardNorm));

        float* dAttended = arena.Take(rows.Count, QueryWidth);
        float* dQuery = arena.Take(rows.Count, QueryWidth);
        float* dKeyValue = arena.Take(all.Count, KeyValueWidth);
        projections.Backward(Projection.AttentionOutput, index, rows, dMiddle, a.Attended, dAttended, gradient);
        attention.Backward(row.Starts, rows, a.Query, a.KeyValue, dAttended, dQuery, dKeyValue);
        weights.Rope.RotateBack(rows.Count, rows.Positions, layout.Config.Heads, dQuery, QueryWidth);
        weights.Rope.RotateBack(all.Count, all.Positions, layout.Config.KeyValueHeads, dKeyValue, KeyValueWidth);
        AddBiasGradient(rows.Count, QueryWidth, dQuery, gradient, offsets.QueryBias);
        AddBiasGradient(all.Count, KeyValueWidth, dKeyValue, gradient, offsets.KeyValueBias);
        projections.Backward(Projection.KeyValue, index, all, dKeyValue, a.AttentionInput, dNormed, gradient);
        if (rows.Indices == null)
        {
            projections.Backward(Projection.Query, index, rows, dQuery, a.QueryInput, dNormed, gradient, accumulate: true);
        }
        else
        {
            float* dQueryInput = arena.Take(rows.Count, Width);
            projections.Backward(Projection.Query, index, rows, dQuery, a.QueryInput, dQueryInput, gradient);
            Rows.ScatterAdd(rows.Count, Width, dQueryInput, rows.Indices, dNormed);
            Rows.ScatterAdd(rows.Count, Width, dMiddle, rows.Indices, dInput);
        }

        RmsNorm.Backward(
            all.Count, Width, a.Input, weights.Pointer + offsets.AttentionNorm, a.AttentionInverse, dNormed, dInput, Model(gradient, offsets.AttentionNorm));
    }

    private void AddBias(int rows, int width, int offset, float* to)
    {
        if (offset >= 0)
        {
            Rows.AddToEach(rows, width, weights.Pointer + offset, to);
        }
    }

    private void AddBiasGradient(int rows, int width, float* dOutput, float* gradient, int offset)
    {
        if (offset >= 0 && projections.TrainsModel)
        {
            Rows.AddSum(rows, width, dOutput, gradient + offset);
        }
    }

    private void BackwardEmbedding(PackedRow row, float* dInput, float* gradient)
    {
        for (int i = 0; i < row.Tokens.Length; i++)
        {
            int before = row.Positions[i] == 0 ? -1 : row.Tokens[i - 1];
            Embedding.Backward(layout, weights.Pointer, row.Tokens[i], before, dInput + ((nint)i * Width), gradient);
        }
    }
}
