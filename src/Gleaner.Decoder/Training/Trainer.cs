using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Trains a <see cref="DecoderModel"/>, or a <see cref="LoraAdapter"/> beside a frozen one, in place with AdamW. A batch is cut into a fixed number of shards whose gradients are
/// summed in a fixed order: results are bit-identical for any number of threads.
/// Not safe for concurrent calls; its worker threads live until <see cref="Dispose"/>.
/// </summary>
public sealed unsafe partial class Trainer : IDisposable
{
    private readonly TrainingWeights _weights;
    private readonly AdapterPanels? _adapters;
    private readonly DropoutKey _dropoutKey;
    private readonly BatchPlanner _planner;
    private readonly WorkerTeam _team;
    private readonly TransformerPass[] _passes;
    private readonly Shard[] _shards;
    private readonly double[] _losses;
    private readonly PreferenceTally[] _tallies;
    private readonly PolicyTally[] _policyTallies;
    private readonly AdamW _adamW;
    private readonly TrainerOptions _options;

    // Held here so that a step allocates no delegates.
    private readonly Action<int, int> _packModel;
    private readonly Action<int, int> _packAdapter;
    private readonly Action<int, int> _accumulate;
    private readonly Action<int, int> _accumulatePairs;
    private readonly Action<int, int> _accumulateTokens;
    private readonly Action<int, int> _accumulatePolicy;
    private readonly Action<int, int> _evaluate;
    private readonly Action<int, int> _evaluatePairs;
    private readonly Action<int, int> _evaluatePolicy;
    private readonly Action<int, int> _score;
    private readonly Action<int, int> _reduce;
    private readonly Action<int, int> _update;
    private bool _frozenPacked;
    private BatchTotals _accumulated;
    private Objective _objective;
    private PreferenceOptions _preference = new();
    private PolicyLossOptions _policy = new();
    private TokenLoss _tokenLoss = TokenLoss.None;
    private double[][] _scores = [];

    /// <summary>Creates a trainer of a model and starts its threads.</summary>
    /// <param name="model">The model whose weights the trainer changes.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="InvalidOperationException">The accelerator asked for is not installed.</exception>
    public Trainer(DecoderModel model, TrainerOptions options)
        : this(model, null, options, GemmOf(options))
    {
    }

    /// <summary>
    /// Creates a trainer of adapters and starts its threads. Gradients and the optimiser's memory are of the adapters' size;
    /// log-probabilities, evaluations and losses are those of the adapted model.
    /// </summary>
    /// <param name="model">The model, whose weights stay as they are; they must not be written while the trainer is in use.</param>
    /// <param name="adapter">The adapters that the trainer changes.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the adapters belong to another shape.</exception>
    /// <exception cref="InvalidOperationException">The accelerator asked for is not installed.</exception>
    public Trainer(DecoderModel model, LoraAdapter adapter, TrainerOptions options)
        : this(model, adapter ?? throw new ArgumentNullException(nameof(adapter)), options, GemmOf(options))
    {
    }

    internal Trainer(DecoderModel model, TrainerOptions options, Gemm gemm)
        : this(model, null, options, gemm)
    {
    }

    /// <summary>
    /// Creates a trainer of adapters beside frozen weights, bfloat16 ones for instance, which are shared with whoever decodes
    /// from them: no further copy is made of bfloat16 ones.
    /// </summary>
    /// <param name="frozen">The frozen weights.</param>
    /// <param name="adapter">The adapters that the trainer changes.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the adapters belong to another shape.</exception>
    /// <exception cref="InvalidOperationException">The accelerator asked for is not installed.</exception>
    public Trainer(FrozenDecoder frozen, LoraAdapter adapter, TrainerOptions options)
        : this(
            new TrainingWeights(frozen ?? throw new ArgumentNullException(nameof(frozen)), GemmOf(options)),
            null,
            adapter ?? throw new ArgumentNullException(nameof(adapter)),
            adapter.Weights,
            options)
    {
    }

    internal Trainer(DecoderModel model, LoraAdapter? adapter, TrainerOptions options, Gemm gemm)
        : this(
            new TrainingWeights(model ?? throw new ArgumentNullException(nameof(model)), gemm), model, adapter, adapter?.Weights ?? model.Weights, options)
    {
    }

    private Trainer(TrainingWeights weights, DecoderModel? model, LoraAdapter? adapter, ParameterSet trained, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var config = weights.Layout.Config;
        adapter?.RequireShapeOf(config);
        _weights = weights;
        Model = model;
        Adapter = adapter;
        Optimizer = new OptimizerState(trained.Layout);
        _adapters = adapter is null ? null : new AdapterPanels(adapter, weights.Gemm);
        _dropoutKey = new DropoutKey(options.DropoutSeed);
        _planner = new BatchPlanner(config);
        _shards = [.. Enumerable.Range(0, options.Shards).Select(_ => new Shard(trained.Layout))];
        _losses = new double[_shards.Length];
        _tallies = new PreferenceTally[_shards.Length];
        _policyTallies = new PolicyTally[_shards.Length];
        _adamW = new AdamW(trained, Optimizer);
        _options = options;
        _team = new WorkerTeam(options.Threads);
        _passes = [.. Enumerable.Range(0, _team.Size).Select(_ => new TransformerPass(weights, _adapters, _dropoutKey, options.RecomputeLayers))];
        _packModel = (_, index) => weights.Pack(index);
        _packAdapter = (_, index) => _adapters!.Pack(index);
        _accumulate = (worker, index) => _shards[index].Accumulate(_passes[worker]);
        _accumulatePairs = (worker, index) => _shards[index].Accumulate(_passes[worker], _preference);
        _accumulateTokens = (worker, index) => _shards[index].Accumulate(_passes[worker], _tokenLoss, _scores);
        _accumulatePolicy = (worker, index) => _shards[index].Accumulate(_passes[worker], _policy);
        _evaluate = (worker, index) => _losses[index] = _shards[index].Evaluate(_passes[worker]);
        _evaluatePairs = (worker, index) => _tallies[index] = _shards[index].Evaluate(_passes[worker], _preference);
        _evaluatePolicy = (worker, index) => _policyTallies[index] = _shards[index].Evaluate(_passes[worker], _policy);
        _score = (worker, index) => _shards[index].LogProbabilities(_passes[worker], _scores);
        _reduce = (_, index) => _adamW.Reduce(index, _shards, (float)(1 / Divisor));
        _update = (_, index) => _adamW.Update(index);
    }

    /// <summary>What losses are of that are accumulated into one step.</summary>
    private enum Objective
    {
        Sequences,
        Pairs,
        Policy,
        Tokens,
    }

    /// <summary>The model in training, or the one that adapters are trained beside; null beside a <see cref="FrozenDecoder"/>.</summary>
    public DecoderModel? Model { get; }

    /// <summary>The adapters in training; null where the model is trained itself.</summary>
    public LoraAdapter? Adapter { get; }

    /// <summary>The optimiser's memory, for checkpoints.</summary>
    public OptimizerState Optimizer { get; }

    /// <summary>
    /// The most memory in bytes that one packed row has taken so far: activations, their gradients and scratch. Each thread
    /// holds about as much; it stops growing once the longest row was seen.
    /// </summary>
    public long PeakActivationBytes => _passes.Max(pass => pass.PeakBytes);

    /// <summary>The gradient of the last <see cref="Apply()"/>, before clipping, in the layout of what is trained.</summary>
    internal AlignedBuffer Gradient => _adamW.Gradient;

    /// <summary>One optimiser step on a batch: <see cref="Accumulate"/>, then <see cref="Apply()"/>.</summary>
    /// <param name="batch">Sequences of any lengths up to the model's maximum.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing; the message names it.</exception>
    public StepMetrics Step(IReadOnlyList<TrainingSequence> batch)
    {
        Accumulate(batch);
        return Apply();
    }

    /// <summary>One optimiser step on pairs: <see cref="AccumulatePreference"/>, then <see cref="Apply()"/>.</summary>
    /// <param name="batch">Pairs of sequences of any lengths up to the model's maximum.</param>
    /// <param name="options">Settings of the loss.</param>
    /// <returns>Metrics with <see cref="StepMetrics.Preference"/>.</returns>
    /// <exception cref="ArgumentException">A pair is malformed or trains nothing, or a setting is out of range; the message names it.</exception>
    public StepMetrics StepPreference(IReadOnlyList<PreferencePair> batch, PreferenceOptions options)
    {
        AccumulatePreference(batch, options);
        return Apply();
    }

    /// <summary>One optimiser step on sampled sequences: <see cref="AccumulatePolicy"/>, then <see cref="Apply()"/>.</summary>
    /// <param name="batch">Sequences of any lengths up to the model's maximum.</param>
    /// <param name="options">Settings of the loss.</param>
    /// <returns>Metrics with <see cref="StepMetrics.Policy"/>.</returns>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing, or a setting is out of range; the message names it.</exception>
    public StepMetrics StepPolicy(IReadOnlyList<PolicySequence> batch, PolicyLossOptions options)
    {
        AccumulatePolicy(batch, options);
        return Apply();
    }

    /// <summary>Adds the gradient of a micro-batch to those accumulated since the last step.</summary>
    /// <param name="batch">Sequences of any lengths up to the model's maximum.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing; the message names it. Nothing has changed then.</exception>
    /// <exception cref="InvalidOperationException">Pairs or sampled sequences were accumulated since the last step.</exception>
    public void Accumulate(IReadOnlyList<TrainingSequence> batch)
    {
        var totals = _planner.Deal(batch, _shards);
        Begin(Objective.Sequences);
        _team.Run(_shards.Length, _accumulate);
        _accumulated += totals;
    }

    /// <summary>Adds the gradient of a micro-batch of pairs to those accumulated since the last step.</summary>
    /// <param name="batch">Pairs of sequences of any lengths up to the model's maximum.</param>
    /// <param name="options">Settings of the loss.</param>
    /// <exception cref="ArgumentException">A pair is malformed or trains nothing, or a setting is out of range; the message names it. Nothing has changed then.</exception>
    /// <exception cref="InvalidOperationException">Something else was accumulated since the last step.</exception>
    public void AccumulatePreference(IReadOnlyList<PreferencePair> batch, PreferenceOptions options)
    {
        var totals = DealPairs(batch, options);
        Begin(Objective.Pairs);
        _team.Run(_shards.Length, _accumulatePairs);
        _accumulated += totals;
    }

    /// <summary>Adds the gradient of a micro-batch of sampled sequences to those accumulated since the last step.</summary>
    /// <param name="batch">Sequences of any lengths up to the model's maximum.</param>
    /// <param name="options">Settings of the loss.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing, or a setting is out of range; the message names it. Nothing has changed then.</exception>
    /// <exception cref="InvalidOperationException">Something else was accumulated since the last step.</exception>
    public void AccumulatePolicy(IReadOnlyList<PolicySequence> batch, PolicyLossOptions options)
    {
        var totals = DealPolicy(batch, options);
        Begin(Objective.Policy);
        _team.Run(_shards.Length, _accumulatePolicy);
        _accumulated += totals;
    }

    /// <summary>The same as <see cref="Apply()"/> with settings of this step alone, in place of those of the trainer's options.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Nothing was accumulated, or loss or gradient is not finite; the weights are unchanged.</exception>
    public StepMetrics Apply(AdamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (_accumulated.TrainedTokens == 0)
        {
            throw new InvalidOperationException("There is no gradient to apply: accumulate a batch first.");
        }

        _team.Run(_adamW.PieceCount, _reduce);
        var loss = SumLosses() / Divisor;
        var totals = _accumulated;
        PreferenceMetrics? preferenceMetrics = _objective == Objective.Pairs ? SumPreferences().Over(totals.Weight) : null;
        PolicyMetrics? policyMetrics = _objective == Objective.Policy ? PolicyTally.Of(_shards).Over(totals.Weight) : null;
        _accumulated = default;
        foreach (var shard in _shards)
        {
            shard.ClearGradient();
        }

        var norm = _adamW.GradientNorm;
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            throw new InvalidOperationException(
                $"Step {Optimizer.Step} has loss {loss} and gradient norm {norm}: training has diverged. Lower the learning rate or restore a checkpoint.");
        }

        _adamW.BeginStep(settings);
        _team.Run(_adamW.PieceCount, _update);
        return new StepMetrics(loss, totals.TrainedTokens, totals.Tokens, norm, settings.LearningRate) { Preference = preferenceMetrics, Policy = policyMetrics };
    }

    /// <summary>The loss on some sequences; changes nothing.</summary>
    /// <param name="sequences">Sequences as for <see cref="Step"/>.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing; the message names it.</exception>
    public LossMetrics Evaluate(IReadOnlyList<TrainingSequence> sequences)
    {
        var totals = _planner.Deal(sequences, _shards);
        Pack();
        _team.Run(_shards.Length, _evaluate);
        return new LossMetrics(_losses.Sum() / totals.Weight, totals.Weight, totals.TrainedTokens, totals.Tokens);
    }

    /// <summary>The preference loss on some pairs; changes nothing.</summary>
    /// <param name="pairs">Pairs as for <see cref="StepPreference"/>.</param>
    /// <param name="options">Settings of the loss.</param>
    /// <exception cref="ArgumentException">A pair is malformed or trains nothing, or a setting is out of range; the message names it.</exception>
    public PreferenceMetrics EvaluatePreference(IReadOnlyList<PreferencePair> pairs, PreferenceOptions options)
    {
        var totals = DealPairs(pairs, options);
        Pack();
        _team.Run(_shards.Length, _evaluatePairs);
        PreferenceTally sum = default;
        foreach (var tally in _tallies)
        {
            sum += tally;
        }

        return sum.Over(totals.Weight);
    }

    /// <summary>The clipped policy loss on some sampled sequences; changes nothing.</summary>
    /// <param name="sequences">Sequences as for <see cref="StepPolicy"/>.</param>
    /// <param name="options">Settings of the loss.</param>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing, or a setting is out of range; the message names it.</exception>
    public PolicyMetrics EvaluatePolicy(IReadOnlyList<PolicySequence> sequences, PolicyLossOptions options)
    {
        var totals = DealPolicy(sequences, options);
        Pack();
        _team.Run(_shards.Length, _evaluatePolicy);
        return _policyTallies.Aggregate((sum, tally) => sum + tally).Over(totals.Weight);
    }

    /// <summary>
    /// log π of tokens under the model as it is now: the reference of a later preference or policy loss. A sequence's bits do not depend
    /// on the others or on the number of threads.
    /// </summary>
    /// <param name="sequences">Sequences as for <see cref="Step"/>; a token's log-probability is computed where its weight is positive.</param>
    /// <returns>For each sequence an array as long as its tokens: log π(t_i | t_0 … t_(i−1)) in nats at i, 0 where the weight is 0.</returns>
    /// <exception cref="ArgumentException">A sequence is malformed or trains nothing; the message names it.</exception>
    public IReadOnlyList<double[]> LogProbabilities(IReadOnlyList<TrainingSequence> sequences)
    {
        _planner.Deal(sequences, _shards);
        double[][] results = [.. sequences.Select(sequence => new double[sequence.Tokens.Length])];
        _scores = results;
        Pack();
        _team.Run(_shards.Length, _score);
        _scores = [];
        return results;
    }

    private BatchTotals DealPairs(IReadOnlyList<PreferencePair> batch, PreferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var totals = _planner.Deal(batch, _shards);
        _preference = options;
        return totals;
    }

    private BatchTotals DealPolicy(IReadOnlyList<PolicySequence> batch, PolicyLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var totals = _planner.Deal(batch, _shards);
        _policy = options;
        return totals;
    }

    private void Begin(Objective objective)
    {
        if (_accumulated.TrainedTokens > 0 && _objective != objective)
        {
            throw new InvalidOperationException("Sequences, pairs and sampled sequences cannot be accumulated into one step: their losses are not the same. Apply first.");
        }

        _objective = objective;
        _dropoutKey.Begin(Optimizer.Step, _accumulated.Sequences);
        Pack();
    }

    /// <summary>Brings the packed weights up to date: frozen ones once.</summary>
    private void Pack()
    {
        if (!_frozenPacked)
        {
            _team.Run(_weights.PackCount, _packModel);
        }

        if (_adapters is not null)
        {
            _frozenPacked = true;
            _team.Run(_adapters.Count, _packAdapter);
        }
    }

    private PreferenceTally SumPreferences()
    {
        PreferenceTally sum = default;
        foreach (var shard in _shards)
        {
            sum += shard.Preference;
        }

        return sum;
    }

    private static Gemm GemmOf(TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Accelerators.Gemm(options.Accelerator);
    }

    private double SumLosses()
    {
        double sum = 0;
        foreach (var shard in _shards)
        {
            sum += shard.Loss;
        }

        return sum;
    }
}
