using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.Students.Views;

namespace Gleaner.Students.Learning;

/// <summary>Trains a model on rendered sequences for a number of steps.</summary>
internal static class SequenceTrainer
{
    /// <summary>Trains on a fixed set, in a new random order in every pass over it.</summary>
    /// <exception cref="GleanerException">Nothing to train on, or a sequence is longer than the model's context.</exception>
    public static LearningSummary Train(
        DecoderModel model,
        IReadOnlyList<RenderedSequence> sequences,
        LearningPlan plan,
        LearningOptions options,
        IProgress<LearningProgress>? progress,
        CancellationToken cancellationToken)
    {
        var trainable = sequences.Where(sequence => sequence.Weights.Any(weight => weight > 0)).ToList();
        if (trainable.Count == 0)
        {
            throw new GleanerException(
                $"There is nothing to learn from: {sequences.Count} examples, none of them with a token that carries loss.");
        }

        if (trainable.FirstOrDefault(sequence => sequence.Ids.Length > model.Config.MaxSequenceLength) is { } tooLong)
        {
            throw new GleanerException(
                $"An example has {tooLong.Ids.Length} tokens; the student's context holds {model.Config.MaxSequenceLength}. Raise student.context.");
        }

        var batches = new EpochBatches(trainable, plan);
        return Train(model, _ => batches.Next(), plan, options, progress, cancellationToken);
    }

    /// <summary>Trains on batches as they are drawn.</summary>
    /// <exception cref="GleanerException">The training diverged.</exception>
    public static LearningSummary Train(
        DecoderModel model,
        Func<int, IReadOnlyList<RenderedSequence>> batchOfStep,
        LearningPlan plan,
        LearningOptions options,
        IProgress<LearningProgress>? progress,
        CancellationToken cancellationToken)
    {
        var warmup = Math.Min(plan.Steps - 1, (int)Math.Ceiling(plan.Steps * options.WarmupShare));
        using var trainer = new Trainer(model, new TrainerOptions
        {
            Schedule = LearningRateSchedule.Cosine(plan.LearningRate, plan.Steps, warmup, plan.LearningRate * options.FloorShare),
            WeightDecay = options.WeightDecay,
            MaxGradientNorm = options.MaxGradientNorm,
            Threads = options.Threads,
        });
        var losses = new List<double>(plan.Steps);
        long tokens = 0, trained = 0;
        for (var step = 0; step < plan.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var metrics = Step(trainer, batchOfStep(step));
            tokens += metrics.Tokens;
            trained += metrics.TrainedTokens;
            losses.Add(metrics.Loss);
            progress?.Report(new LearningProgress(step + 1, plan.Steps, metrics.Loss));
        }

        return new LearningSummary(plan.Steps, tokens, trained, losses);
    }

    private static StepMetrics Step(Trainer trainer, IReadOnlyList<RenderedSequence> batch)
    {
        TrainingSequence[] sequences = [.. batch.Select(ToTrainingSequence)];
        try
        {
            return trainer.Step(sequences);
        }
        catch (InvalidOperationException exception)
        {
            throw new GleanerException(exception.Message, exception);
        }
    }

    private static TrainingSequence ToTrainingSequence(RenderedSequence sequence) =>
        new(sequence.Ids.AsMemory(), sequence.Weights.AsMemory());
}
