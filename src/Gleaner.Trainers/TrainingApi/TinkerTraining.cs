using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Gleaner.Decoder.Training;
using Gleaner.Students;
using Gleaner.Students.Learning;
using Gleaner.Tinker;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>
/// One learning through a training API: the batches, weights and learning rates of a student that learns in this process, sent step by step. Every step is journalled.
/// After a restart it goes on with the same model, whose operations are sent again under their numbers, so that none is done twice; where the server has lost the
/// model, from the weights that were saved last, and the steps since then are made again.
/// </summary>
internal sealed class TinkerTraining
{
    private const int MostLosses = 3;

    private readonly TinkerAccess _access;
    private readonly TinkerStudentOptions _options;
    private readonly TinkerCheckpoint _start;
    private readonly LearningPlan _plan;
    private readonly ImmutableArray<RenderedSequence> _sequences;
    private readonly string _learning;
    private readonly LearningRateSchedule _schedule;
    private readonly double[] _losses;
    private EpochBatches<RenderedSequence> _batches;
    private int _nextBatch;
    private TinkerModel? _model;
    private int _steps;

    /// <param name="access">The server.</param>
    /// <param name="options">How.</param>
    /// <param name="start">Which weights it starts from.</param>
    /// <param name="plan">How long and how fast.</param>
    /// <param name="sequences">What is learnt: each with a token that carries loss.</param>
    public TinkerTraining(TinkerAccess access, TinkerStudentOptions options, TinkerCheckpoint start, LearningPlan plan, ImmutableArray<RenderedSequence> sequences)
    {
        (_access, _options, _start, _plan, _sequences) = (access, options, start, plan, sequences);
        var learning = options.Learning;
        var warmup = Math.Min(plan.Steps - 1, (int)Math.Ceiling(plan.Steps * learning.WarmupShare));
        _schedule = LearningRateSchedule.Cosine(plan.LearningRate, plan.Steps, warmup, plan.LearningRate * learning.FloorShare);
        _learning = LearningName.Of($"{options.Model} {options.Lora} {start}", plan, learning, sequences);
        _losses = new double[plan.Steps];
        _batches = new EpochBatches<RenderedSequence>(sequences, plan);
    }

    /// <summary>Learns, or goes on with it.</summary>
    /// <exception cref="GleanerException">The server does not do it, the budget is spent, or the training diverged.</exception>
    public async Task<(TinkerCheckpoint Checkpoint, LearningSummary Summary)> RunAsync(IProgress<LearningProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (var step in Events.Where(one => one is { Kind: TrainingEventKind.Step, Steps: > 0 }))
        {
            _losses[step.Steps!.Value - 1] = step.Loss ?? double.NaN;
        }

        if (Events.LastOrDefault(one => one.Kind == TrainingEventKind.Done) is not { } done)
        {
            await ResumeAsync(cancellationToken).ConfigureAwait(false);
            await StepAllAsync(progress, cancellationToken).ConfigureAwait(false);
            done = await FinishAsync().ConfigureAwait(false);
        }

        _access.Account(done.Sampler!, Events.Sum(one => one.Tokens ?? 0));
        return (_start with { State = done.State!, Sampler = done.Sampler! }, Summarize());
    }

    private IEnumerable<TrainingEvent> Events => _access.Journal.Events.Where(one => one.Learning == _learning);

    private TinkerModel Model => _model ?? throw new InvalidOperationException("No model was made yet.");

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var last = Events.LastOrDefault(one => one.Model is not null);
        if (last is { Model: { } id, Next: { } next } && await _access.Client.FindModelAsync(id, next, cancellationToken).ConfigureAwait(false) is { } model)
        {
            (_model, _steps) = (model, last.Steps ?? 0);
            if (last.Kind == TrainingEventKind.Saving)
            {
                await SaveAsync().ConfigureAwait(false);
            }

            return;
        }

        await RestoreAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a model with the weights that were saved last.</summary>
    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var saved = Events.LastOrDefault(one => one.Kind == TrainingEventKind.Saved);
        var path = saved?.State ?? (_start.IsBase ? null : _start.State);
        _model = await _access.CreateModelAsync(_options.Model, _options.Lora with { Seed = _start.AdapterSeed }, cancellationToken).ConfigureAwait(false);
        _steps = saved?.Steps ?? 0;
        if (path is not null)
        {
            await LoadAsync(path, withOptimizer: saved is not null, cancellationToken).ConfigureAwait(false);
        }

        Keep(new TrainingEvent(_learning, TrainingEventKind.Model));
    }

    private async Task LoadAsync(string path, bool withOptimizer, CancellationToken cancellationToken)
    {
        try
        {
            await (await Model.LoadWeightsAsync(path, withOptimizer, cancellationToken).ConfigureAwait(false)).ResultAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TinkerException failure) when (failure.Failure == TinkerFailure.Lost)
        {
            throw new GleanerException(
                $"The training server does not have {path} any more ({failure.Message}). Delete the stage's folder and student/training.jsonl to train it again, or serve from the folder of checkpoints that it had.", failure);
        }
    }

    private async Task StepAllAsync(IProgress<LearningProgress>? progress, CancellationToken cancellationToken)
    {
        var lost = 0;
        while (_steps < _plan.Steps)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                await SaveAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            try
            {
                await StepAsync().ConfigureAwait(false);
                progress?.Report(new LearningProgress(_steps, _plan.Steps, _losses[_steps - 1]));
                if (_steps % _options.SaveSteps == 0)
                {
                    await SaveAsync().ConfigureAwait(false);
                }
            }
            catch (TinkerException failure) when (failure.Failure == TinkerFailure.Lost && ++lost <= MostLosses)
            {
                await RestoreAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Not cancelled: what was sent is done and paid for.
    private async Task StepAsync()
    {
        var batch = BatchOf(_steps);
        var total = batch.Sum(sequence => sequence.Weights.Sum(weight => (double)weight));
        TinkerDatum[] data = [.. batch.Select(sequence => DatumOf(sequence, total))];
        var tokens = data.Sum(datum => (long)datum.Input.Length);
        var spent = _access.SpentOn(1, tokens);
        using var reservation = await _access.Budget.ReserveAsync(spent, CancellationToken.None).ConfigureAwait(false);
        var pass = await Model.ForwardBackwardAsync(data, TinkerLoss.CrossEntropy).ConfigureAwait(false);
        var optim = await Model.OptimStepAsync(Adam(_steps)).ConfigureAwait(false);
        var loss = LossOf(batch, data, await pass.ResultAsync().ConfigureAwait(false)) / total;
        await optim.ResultAsync().ConfigureAwait(false);
        if (!double.IsFinite(loss))
        {
            throw new GleanerException(string.Create(CultureInfo.InvariantCulture, $"Step {_steps} has loss {loss}: training has diverged. Lower the learning rate."));
        }

        _losses[_steps++] = loss;
        Keep(new TrainingEvent(_learning, TrainingEventKind.Step) { Tokens = tokens, Loss = loss });
        reservation.Spend(spent);
    }

    private async Task SaveAsync()
    {
        if (Events.LastOrDefault(one => one.Kind == TrainingEventKind.Saved)?.Steps != _steps)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{_learning[..12]}-step-{_steps}");
            Keep(new TrainingEvent(_learning, TrainingEventKind.Saving));
            Keep(new TrainingEvent(_learning, TrainingEventKind.Saved) { State = await SavedAsync(Model.SaveWeightsAsync, "weights", name).ConfigureAwait(false) });
        }
    }

    private async Task<TrainingEvent> FinishAsync()
    {
        await SaveAsync().ConfigureAwait(false);
        var sampler = await SavedAsync(Model.SaveForSamplingAsync, "sampler_weights", $"{_learning[..12]}-sampler").ConfigureAwait(false);
        Keep(new TrainingEvent(_learning, TrainingEventKind.Done) { State = Events.Last(one => one.Kind == TrainingEventKind.Saved).State, Sampler = sampler });
        await Model.ReleaseAsync().ConfigureAwait(false);
        return Events.Last();
    }

    /// <summary>Saves under a name that says what is saved: one that is taken already holds the same.</summary>
    private async Task<string> SavedAsync(Func<string, CancellationToken, Task<TinkerFuture<string>>> save, string kind, string name)
    {
        try
        {
            return await (await save(name, CancellationToken.None).ConfigureAwait(false)).ResultAsync().ConfigureAwait(false);
        }
        catch (TinkerException failure) when (failure.Status == HttpStatusCode.Conflict)
        {
            return $"tinker://{Model.Id}/{kind}/{name}";
        }
    }

    private void Keep(TrainingEvent one) => _access.Journal.Add(one with { Model = Model.Id, Steps = _steps, Next = Model.NextSequence });

    private IReadOnlyList<RenderedSequence> BatchOf(int step)
    {
        if (step < _nextBatch)
        {
            _batches = new EpochBatches<RenderedSequence>(_sequences, _plan);
        }

        _nextBatch = step + 1;
        return _batches.Of(step);
    }

    private TinkerAdam Adam(int step) => new(_schedule.At(step))
    {
        // The engine's own, so that learning here and there is the same.
        Epsilon = new AdamSettings(0).Epsilon,
        WeightDecay = _options.Learning.WeightDecay,
        MaxGradientNorm = double.IsFinite(_options.Learning.MaxGradientNorm) ? _options.Learning.MaxGradientNorm : 0,
    };

    /// <summary>Servers sum losses: weights that add up to 1 over the batch make it the mean. What comes behind the last trained token is not sent.</summary>
    private static TinkerDatum DatumOf(RenderedSequence sequence, double total)
    {
        var length = sequence.Weights.AsSpan().LastIndexOfAnyExcept(0f) + 1;
        return TinkerDatum.Of(sequence.Ids.AsMemory()[..length], sequence.Weights.Take(length).Select(weight => (float)(weight / total)).ToArray());
    }

    private static double LossOf(IReadOnlyList<RenderedSequence> batch, TinkerDatum[] data, TinkerPassResult result)
    {
        double sum = 0;
        for (var i = 0; i < data.Length; i++)
        {
            var scores = result.LogProbabilities[i].Span;
            for (var token = 0; token < scores.Length; token++)
            {
                sum -= batch[i].Weights[token + 1] is > 0 and var weight ? weight * (double)scores[token] : 0;
            }
        }

        return sum;
    }

    private LearningSummary Summarize()
    {
        var batches = new EpochBatches<RenderedSequence>(_sequences, _plan);
        long tokens = 0, trained = 0;
        for (var step = 0; step < _plan.Steps; step++)
        {
            var batch = batches.Of(step);
            tokens += batch.Sum(sequence => (long)sequence.Ids.Length);
            trained += batch.Sum(sequence => (long)sequence.Weights.Count(weight => weight > 0));
        }

        return new LearningSummary(_plan.Steps, tokens, trained, _losses) { Truncated = [] };
    }
}
