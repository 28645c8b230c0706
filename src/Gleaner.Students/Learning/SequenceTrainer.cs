using Gleaner.Decoder.Training;
using Gleaner.Students.Parameters;

namespace Gleaner.Students.Learning;

/// <summary>Trains a student's parameters on rendered sequences, on pairs of them and on samples, for a number of steps.</summary>
internal static class SequenceTrainer
{
    /// <summary>Trains on a fixed set, in a new random order in every pass over it.</summary>
    /// <exception cref="GleanerException">Nothing to train on, or a sequence is longer than the model's context.</exception>
    public static LearningSummary Train(
        StudentParameters parameters,
        RenderedSet set,
        LearningPlan plan,
        LearningOptions options,
        LearningContext? context,
        CancellationToken cancellationToken)
    {
        var trainable = set.Trainable();
        if (!trainable.All.Any())
        {
            throw new GleanerException(
                $"There is nothing to learn from: {set.Sequences.Length} examples{(set.Pairs.IsEmpty ? "" : $" and {set.Pairs.Length} pairs")}{(set.Samples.IsEmpty ? "" : $" and {set.Samples.Length} samples")}, none of them with a token that carries loss.");
        }

        if (trainable.All.FirstOrDefault(sequence => sequence.Ids.Length > parameters.Config.MaxSequenceLength) is { } tooLong)
        {
            throw new GleanerException(
                $"An example has {tooLong.Ids.Length} tokens; the student's context holds {parameters.Config.MaxSequenceLength}. Raise student.context.");
        }

        var identity = UnfinishedTraining.Identify(parameters.Description, plan, options, trainable);
        return Run(parameters, trainer => new StepPlan(trainable, trainer, plan).Step, identity, plan, options, context, cancellationToken);
    }

    /// <summary>Trains on batches as they are drawn.</summary>
    /// <param name="parameters">What is trained.</param>
    /// <param name="batchOfStep">The batch of a step, from 0; asked for in increasing order, not necessarily from 0.</param>
    /// <param name="source">What the batches are drawn from.</param>
    /// <param name="plan">How long and how fast.</param>
    /// <param name="options">How steps are made.</param>
    /// <param name="context">Who is told about it, and where an unfinished training is kept; may be null.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">The training diverged.</exception>
    public static LearningSummary Train(
        StudentParameters parameters,
        Func<int, IReadOnlyList<RenderedSequence>> batchOfStep,
        string source,
        LearningPlan plan,
        LearningOptions options,
        LearningContext? context,
        CancellationToken cancellationToken) =>
        Run(
            parameters,
            trainer => step => trainer.Step([.. batchOfStep(step).Select(sequence => sequence.ToTrainingSequence())]),
            UnfinishedTraining.Identify(parameters.Description, plan, options, source),
            plan,
            options,
            context,
            cancellationToken);

    private static LearningSummary Run(
        StudentParameters parameters,
        Func<Trainer, Func<int, StepMetrics>> begin,
        string identity,
        LearningPlan plan,
        LearningOptions options,
        LearningContext? context,
        CancellationToken cancellationToken)
    {
        context ??= new LearningContext();
        var warmup = Math.Min(plan.Steps - 1, (int)Math.Ceiling(plan.Steps * options.WarmupShare));
        using var trainer = parameters.CreateTrainer(new TrainerOptions
        {
            Schedule = LearningRateSchedule.Cosine(plan.LearningRate, plan.Steps, warmup, plan.LearningRate * options.FloorShare),
            WeightDecay = options.WeightDecay,
            MaxGradientNorm = options.MaxGradientNorm,
            Threads = options.Threads,
            RecomputeLayers = options.RecomputeLayers,
            DropoutSeed = plan.Seed.Derive("dropout").Value,
            Accelerator = options.Accelerator,
        });

        // Before an unfinished training is taken up: the reference of pairs and samples is the student at the start of the stage.
        var makeStep = begin(trainer);
        var unfinished = new UnfinishedTraining(context, identity);
        var sofar = unfinished.Restore(parameters, trainer.Optimizer);
        var losses = new List<double>(plan.Steps);
        losses.AddRange(sofar.Losses);
        for (var step = sofar.Steps; step < plan.Steps; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                unfinished.Save(parameters, trainer.Optimizer, sofar);
                cancellationToken.ThrowIfCancellationRequested();
            }

            var metrics = Step(makeStep, step);
            losses.Add(metrics.Loss);
            sofar = new LearningSummary(step + 1, sofar.Tokens + metrics.Tokens, sofar.TrainedTokens + metrics.TrainedTokens, losses);
            context.Progress?.Report(new LearningProgress(step + 1, plan.Steps, metrics.Loss));
            unfinished.SaveIfDue(parameters, trainer.Optimizer, sofar);
        }

        return sofar;
    }

    private static StepMetrics Step(Func<int, StepMetrics> make, int step)
    {
        try
        {
            return make(step);
        }
        catch (InvalidOperationException exception)
        {
            throw new GleanerException(exception.Message, exception);
        }
    }
}

/// <summary>How gradient steps are made.</summary>
public sealed record LearningOptions
{
    /// <summary>Share of the steps in which the learning rate rises to its peak. Default 0.03; then it falls along a cosine.</summary>
    public double WarmupShare { get; init; } = 0.03;

    /// <summary>The learning rate at the end, as a share of the peak. Default 0.1.</summary>
    public double FloorShare { get; init; } = 0.1;

    /// <summary>Decoupled weight decay of AdamW. Default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients are scaled down to this norm. Default 1.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>
    /// Whether layers are computed again in the backward pass instead of being kept (gradient checkpointing): less memory, about a
    /// third more work, the same bits. Default: no.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool RecomputeLayers { get; init; }

    /// <summary>Threads; results do not depend on it. Default: one per core.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether a native library computes the products with weights; results then differ in rounding. Default none.</summary>
    public Accelerator Accelerator { get; init; }
}
