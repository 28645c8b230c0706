using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Forward and backward pass over one packed row, by hand. One instance for each worker thread; the weights are shared.
/// Only what the loss depends on is computed: the last layer's queries and all after them, only at the predictors.
/// </summary>
internal sealed unsafe class TransformerPass
{
    private readonly Arena _arena = new();
    private readonly ParameterLayout _layout;
    private readonly TrainingWeights _weights;
    private readonly LayerActivations[] _activations;
    private readonly SegmentAttention _attention;
    private readonly HeadPass _heads;
    private readonly OutputHead _outputHead;
    private readonly ProjectionPass _projections;
    private readonly Kept _kept;

    /// <summary>A pass over a model that is trained itself, or beside which adapters are.</summary>
    public TransformerPass(TrainingWeights weights, AdapterPanels? adapters, DropoutKey dropoutKey, bool recomputeLayers)
    {
        _weights = weights;
        _kept = recomputeLayers ? Kept.LayerInputs : Kept.Activations;
        _layout = weights.Layout;
        _activations = new LayerActivations[_layout.Config.Layers];
        _attention = new SegmentAttention(_layout.Config, weights.Gemm, _arena);
        _heads = new HeadPass(weights, _arena);
        _outputHead = new OutputHead(weights, _arena);
        _projections = adapters is null ? new TrainedProjections(weights, _arena) : new AdaptedProjections(weights, adapters, dropoutKey, _arena);
    }

    /// <summary>What the forward pass leaves for a backward pass.</summary>
    private enum Kept
    {
        Nothing,
        LayerInputs,
        Activations,
    }

    /// <summary>The most memory that a row has taken so far.</summary>
    public long PeakBytes => _arena.PeakBytes;

    private int Width => _layout.Config.Width;

    private int Inner => _layout.Config.FeedForwardWidth;

    private int QueryWidth => _layout.Config.QueryWidth;

    /// <summary>Keys beside values.</summary>
    private int KeyValueWidth => 2 * _layout.Config.KeyValueWidth;

    /// <summary>log π of each trained token of a row; valid until the next call.</summary>
    public ReadOnlySpan<double> LogProbabilities(PackedRow row)
    {
        Begin(row, training: false);
        var result = TakeDoubles(row.Predictors.Length);
        var output = Forward(row, AllTokens(row), Predictors(row), Kept.Nothing);
        _outputHead.LogProbabilities(row, output, result);
        return result;
    }

    /// <summary>The loss Σ w·nll of a row, not divided by anything.</summary>
    public double Loss(PackedRow row)
    {
        double loss = 0;
        var logProbabilities = LogProbabilities(row);
        for (var i = 0; i < logProbabilities.Length; i++)
        {
            loss -= row.Weights[i] * logProbabilities[i];
        }

        return loss;
    }

    /// <summary>The preference loss of a row of pairs.</summary>
    public PreferenceTally Loss(PackedRow row, ReadOnlySpan<PreferencePair> pairs, PreferenceOptions options)
    {
        var logProbabilities = LogProbabilities(row);
        return PreferenceLoss.Compute(row, pairs, options, logProbabilities, TakeFloats(row.Predictors.Length));
    }

    /// <summary>The clipped policy loss of a row.</summary>
    public PolicyTally Loss(PackedRow row, ReadOnlySpan<PolicySequence> sequences, PolicyLossOptions options)
    {
        var logProbabilities = LogProbabilities(row);
        return PolicyLoss.Compute(row, sequences, options, logProbabilities, TakeFloats(row.Predictors.Length));
    }

    /// <summary>The loss Σ w·nll of a row, adding its gradient to a flat gradient.</summary>
    public double LossAndGradient(PackedRow row, float* gradient)
    {
        Begin(row, training: true);
        QueryRows all = AllTokens(row), predictors = Predictors(row);
        var output = Forward(row, all, predictors, _kept);
        var dOutput = _arena.Take(predictors.Count, Width);
        var loss = _outputHead.LossAndGradient(row, row.Weights, output, dOutput, Model(gradient));
        Backward(row, all, predictors, dOutput, gradient);
        return loss;
    }

    /// <summary>
    /// The preference loss of a row of pairs, adding its gradient to a flat gradient. One forward pass: only the logits are
    /// computed twice, as a pair's coefficients need the log-probabilities of all its tokens.
    /// </summary>
    public PreferenceTally LossAndGradient(PackedRow row, ReadOnlySpan<PreferencePair> pairs, PreferenceOptions options, float* gradient)
    {
        var scored = Score(row);
        var tally = PreferenceLoss.Compute(row, pairs, options, scored.LogProbabilities, scored.Coefficients);
        Backward(row, scored, gradient);
        return tally;
    }

    /// <summary>The clipped policy loss of a row, adding its gradient to a flat gradient; one forward pass, too.</summary>
    public PolicyTally LossAndGradient(PackedRow row, ReadOnlySpan<PolicySequence> sequences, PolicyLossOptions options, float* gradient)
    {
        var scored = Score(row);
        var tally = PolicyLoss.Compute(row, sequences, options, scored.LogProbabilities, scored.Coefficients);
        Backward(row, scored, gradient);
        return tally;
    }

    /// <summary>The forward pass of a loss whose coefficients follow from log-probabilities, with room for them.</summary>
    private Scored Score(PackedRow row)
    {
        Begin(row, training: true);
        QueryRows all = AllTokens(row), predictors = Predictors(row);
        var output = Forward(row, all, predictors, _kept);
        var scored = new Scored(all, predictors, output, _arena.Take(predictors.Count, Width), TakeDoubles(predictors.Count), TakeFloats(predictors.Count));
        _outputHead.LogProbabilities(row, output, scored.LogProbabilities);
        return scored;
    }

    private void Backward(PackedRow row, Scored scored, float* gradient)
    {
        _outputHead.LossAndGradient(row, scored.Coefficients, scored.Output, scored.OutputGradient, Model(gradient));
        Backward(row, scored.All, scored.Predictors, scored.OutputGradient, gradient);
    }

    /// <summary>
    /// A loss of tokens' log-probabilities of a row, adding its gradient to a flat gradient. As with pairs only the logits are
    /// computed twice.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="scores">Receives the log-probabilities, by the sequences' indices.</param>
    /// <param name="gradient">The flat gradient.</param>
    public double LossAndGradient(PackedRow row, TokenLoss loss, double[][] scores, float* gradient)
    {
        Begin(row, training: true);
        QueryRows all = AllTokens(row), predictors = Predictors(row);
        var output = Forward(row, all, predictors, _kept);
        var dOutput = _arena.Take(predictors.Count, Width);
        var logProbabilities = TakeDoubles(predictors.Count);
        var coefficients = TakeFloats(predictors.Count);
        _outputHead.LogProbabilities(row, output, logProbabilities);
        row.Scatter(logProbabilities, scores);
        var sum = TokenLoss.Compute(row, loss, scores, coefficients);
        _outputHead.LossAndGradient(row, coefficients, output, dOutput, Model(gradient));
        Backward(row, all, predictors, dOutput, gradient);
        return sum;
    }

    private void Begin(PackedRow row, bool training)
    {
        _arena.Reset();
        _projections.Begin(row, training);
    }

    /// <summary>Where the gradient of the model's own weights goes; null where these are frozen.</summary>
    private float* Model(float* gradient) => _projections.TrainsModel ? gradient : null;

    /// <summary>The gradient of one of the model's tensors; null where it is frozen.</summary>
    private float* Model(float* gradient, long offset) => _projections.TrainsModel ? gradient + offset : null;

    private Span<double> TakeDoubles(int length) => new(_arena.Take(2 * length), length);

    private Span<float> TakeFloats(int length) => new(_arena.Take(length), length);

    private void Backward(PackedRow row, QueryRows all, QueryRows predictors, float* dOutput, float* gradient)
    {
        for (var i = _activations.Length - 1; i >= 0; i--)
        {
            var rows = i == _activations.Length - 1 ? predictors : all;
            var dInput = rows.Indices == null ? dOutput : _arena.TakeZeroed(all.Count, Width);
            var mark = _arena.Mark();
            if (_kept == Kept.LayerInputs)
            {
                ForwardLayer(i, row, all, rows, _activations[i].Input, null);
            }

            BackwardLayer(i, row, all, rows, dOutput, dInput, gradient);
            _arena.Release(mark);
            dOutput = dInput;
        }

        if (_projections.TrainsModel)
        {
            BackwardEmbedding(row, dOutput, gradient);
        }
    }

    /// <summary>A forward pass with the log-probabilities of its targets, and room for what follows from them.</summary>
    private readonly ref struct Scored(QueryRows all, QueryRows predictors, float* output, float* outputGradient, Span<double> logProbabilities, Span<float> coefficients)
    {
        public readonly QueryRows All = all;
        public readonly QueryRows Predictors = predictors;
        public readonly float* Output = output;
        public readonly float* OutputGradient = outputGradient;
        public readonly Span<double> LogProbabilities = logProbabilities;
        public readonly Span<float> Coefficients = coefficients;
    }

    private QueryRows AllTokens(PackedRow row) =>
        new(row.Tokens.Length, null, _arena.Take(row.Positions), _arena.Take(row.Starts));

    private QueryRows Predictors(PackedRow row)
    {
        int* indices = _arena.Take(row.Predictors), positions = _arena.Take(row.Predictors);
        for (var i = 0; i < row.Predictors.Length; i++)
        {
            positions[i] = row.Positions[indices[i]];
        }

        return new QueryRows(row.Predictors.Length, indices, positions, _arena.Take(row.PredictorStarts));
    }

    private float* Forward(PackedRow row, QueryRows all, QueryRows predictors, Kept keep)
    {
        var x = _arena.Take(all.Count, Width);
        for (var i = 0; i < all.Count; i++)
        {
            var before = row.Positions[i] == 0 ? -1 : row.Tokens[i - 1];
            _weights.Embed(row.Tokens[i], before, x + ((nint)i * Width));
        }

        float* spare = null;
        for (var i = 0; i < _activations.Length; i++)
        {
            var rows = i == _activations.Length - 1 ? predictors : all;
            var output = keep == Kept.Nothing && spare != null ? spare : _arena.Take(rows.Count, Width);
            var mark = _arena.Mark();
            ForwardLayer(i, row, all, rows, x, output);
            if (keep != Kept.Activations)
            {
                _arena.Release(mark);
            }

            spare = x;
            x = output;
        }

        return x;
    }

    /// <summary>Fills the layer's activations, and its output unless that is null.</summary>
    private void ForwardLayer(int index, PackedRow row, QueryRows all, QueryRows rows, float* input, float* output)
    {
        var offsets = _layout.Layers[index];
        ref var a = ref _activations[index];
        a = Take(all.Count, rows, input);
        RmsNorm.Forward(all.Count, Width, a.Input, _weights.Pointer + offsets.AttentionNorm, _layout.Config.NormEpsilon, a.AttentionInput, a.AttentionInverse);
        _projections.Forward(Projection.KeyValue, index, all, a.AttentionInput, a.KeyValue);
        _heads.KeysAndValues(index, all, a);
        GatherRows(rows, a.Input, a.Middle);
        if (rows.Indices != null)
        {
            Rows.Gather(rows.Count, Width, a.AttentionInput, rows.Indices, a.QueryInput);
        }

        _projections.Forward(Projection.Query, index, rows, a.QueryInput, a.Query);
        _heads.Queries(index, rows, a);
        _attention.Forward(row.Starts, rows, a.Query, a.KeyValue, a.Attended);
        _projections.Forward(Projection.AttentionOutput, index, rows, a.Attended, a.Middle, accumulate: true);

        RmsNorm.Forward(rows.Count, Width, a.Middle, _weights.Pointer + offsets.FeedForwardNorm, _layout.Config.NormEpsilon, a.FeedForwardInput, a.FeedForwardInverse);
        _projections.Forward(Projection.GateUp, index, rows, a.FeedForwardInput, a.GateUp);
        SwiGlu.Forward(rows.Count, Inner, a.GateUp, a.Hidden);
        if (output != null)
        {
            Rows.Copy(rows.Count * Width, a.Middle, output);
            _projections.Forward(Projection.Down, index, rows, a.Hidden, output, accumulate: true);
        }
        else
        {
            _projections.Recompute(Projection.Down, index, rows, a.Hidden);
        }
    }

    private LayerActivations Take(int tokens, QueryRows rows, float* input)
    {
        var attentionInput = _arena.Take(tokens, Width);
        var activations = new LayerActivations
        {
            Input = input,
            AttentionInput = attentionInput,
            AttentionInverse = _arena.Take(tokens),
            QueryInput = rows.Indices == null ? attentionInput : _arena.Take(rows.Count, Width),
            Query = _arena.Take(rows.Count, QueryWidth),
            KeyValue = _arena.Take(tokens, KeyValueWidth),
            Attended = _arena.Take(rows.Count, QueryWidth),
            Middle = _arena.Take(rows.Count, Width),
            FeedForwardInput = _arena.Take(rows.Count, Width),
            FeedForwardInverse = _arena.Take(rows.Count),
            GateUp = _arena.Take(rows.Count, 2 * Inner),
            Hidden = _arena.Take(rows.Count, Inner),
        };
        _heads.Take(tokens, rows.Count, ref activations);
        return activations;
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
        var offsets = _layout.Layers[index];
        var a = _activations[index];
        var dMiddle = dOutput;
        var dHidden = _arena.Take(rows.Count, Inner);
        _projections.Backward(Projection.Down, index, rows, dOutput, a.Hidden, dHidden, gradient);
        SwiGlu.Backward(rows.Count, Inner, a.GateUp, dHidden);
        var dNormed = _arena.Take(all.Count, Width);
        _projections.Backward(Projection.GateUp, index, rows, a.GateUp, a.FeedForwardInput, dNormed, gradient);
        RmsNorm.Backward(
            rows.Count, Width, a.Middle, _weights.Pointer + offsets.FeedForwardNorm, a.FeedForwardInverse, dNormed, dMiddle, Model(gradient, offsets.FeedForwardNorm));

        var dAttended = _arena.Take(rows.Count, QueryWidth);
        var dQuery = _arena.Take(rows.Count, QueryWidth);
        var dKeyValue = _arena.Take(all.Count, KeyValueWidth);
        _projections.Backward(Projection.AttentionOutput, index, rows, dMiddle, a.Attended, dAttended, gradient);
        _attention.Backward(row.Starts, rows, a.Query, a.KeyValue, dAttended, dQuery, dKeyValue);
        _heads.QueriesBack(index, rows, a, dQuery, Model(gradient));
        _heads.KeysAndValuesBack(index, all, a, dKeyValue, Model(gradient));
        _projections.Backward(Projection.KeyValue, index, all, dKeyValue, a.AttentionInput, dNormed, gradient);
        if (rows.Indices == null)
        {
            _projections.Backward(Projection.Query, index, rows, dQuery, a.QueryInput, dNormed, gradient, accumulate: true);
        }
        else
        {
            var dQueryInput = _arena.Take(rows.Count, Width);
            _projections.Backward(Projection.Query, index, rows, dQuery, a.QueryInput, dQueryInput, gradient);
            Rows.ScatterAdd(rows.Count, Width, dQueryInput, rows.Indices, dNormed);
            Rows.ScatterAdd(rows.Count, Width, dMiddle, rows.Indices, dInput);
        }

        RmsNorm.Backward(
            all.Count, Width, a.Input, _weights.Pointer + offsets.AttentionNorm, a.AttentionInverse, dNormed, dInput, Model(gradient, offsets.AttentionNorm));
    }

    private void BackwardEmbedding(PackedRow row, float* dInput, float* gradient)
    {
        for (var i = 0; i < row.Tokens.Length; i++)
        {
            var before = row.Positions[i] == 0 ? -1 : row.Tokens[i - 1];
            Embedding.Backward(_layout, _weights.Pointer, row.Tokens[i], before, dInput + ((nint)i * Width), gradient);
        }
    }
}
