using System.Globalization;
using Gleaner.Experiments.Configuration;
using Gleaner.Runs;
using Gleaner.Students;

namespace Gleaner.Experiments;

/// <summary>How long and how fast the student learns.</summary>
/// <param name="BehaviorCloning">BC, before the first iteration.</param>
/// <param name="Iteration">Each iteration after it.</param>
public sealed record TrainingSchedule(LearningSchedule BehaviorCloning, LearningSchedule Iteration)
{
    internal static TrainingSchedule Read(SectionReader reader) => new(
        reader.Section("bc", section => LearningSchedule.Read(section, 120, 24, 0.001, 1)),
        reader.Section("iteration", section => LearningSchedule.Read(section, 100, 24, 0.001, 1)));
}

/// <summary>One stage of learning.</summary>
/// <param name="Steps">Gradient steps.</param>
/// <param name="Batch">Sequences in a step.</param>
/// <param name="LearningRate">Peak learning rate; cosine decay follows a short warm-up.</param>
public sealed record LearningSchedule(int Steps, int Batch, double LearningRate)
{
    internal const int MostSteps = 1_000_000;
    internal const int LargestBatch = 65536;
    internal const double LowestRate = 1e-8;
    internal const double HighestRate = 1;

    /// <summary>Declares the keys <c>steps</c>, <c>batch</c> and <c>learning_rate</c>.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="steps">Steps where the key is left out.</param>
    /// <param name="batch">The batch where the key is left out.</param>
    /// <param name="learningRate">The rate where the key is left out.</param>
    /// <param name="minimumSteps">The least steps that may be written.</param>
    public static LearningSchedule Read(SectionReader reader, int steps, int batch, double learningRate, int minimumSteps) => new(
        reader.Value("steps", ValueKind.Integer(minimumSteps, MostSteps), $"{steps}", "Gradient steps."),
        reader.Value("batch", ValueKind.Integer(1, LargestBatch), $"{batch}", "Sequences in a step."),
        reader.Value("learning_rate", ValueKind.Number(LowestRate, HighestRate), learningRate.ToString(CultureInfo.InvariantCulture), "Peak learning rate of AdamW, reached after a warm-up and left along a cosine."));

    /// <summary>What of it no stage can learn with, in words; empty where all is in order.</summary>
    /// <param name="place">Where it stands.</param>
    internal IEnumerable<string> Faults(string place)
    {
        if (Steps is < 1 or > MostSteps)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{place} has {Steps} steps, not 1 to {MostSteps}");
        }

        if (Batch is < 1 or > LargestBatch)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{place} has batches of {Batch}, not of 1 to {LargestBatch}");
        }

        if (!(LearningRate >= LowestRate && LearningRate <= HighestRate))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{place} has a learning rate of {LearningRate}, not from {LowestRate} to {HighestRate}");
        }
    }

    // The runner gives each iteration a seed of its own.
    internal LearningPlan ToPlan() => new(Steps, Batch, LearningRate, default);
}

/// <summary>How one method's iterations learn otherwise than <c>training.iteration</c> says.</summary>
/// <param name="Steps">Gradient steps; null for as many as all.</param>
/// <param name="Batch">Sequences in a step; null for as many as all.</param>
/// <param name="LearningRate">Peak learning rate; null for that of all.</param>
public sealed record OwnLearning(int? Steps, int? Batch, double? LearningRate)
{
    // Not part of what is resolved where they are left out, so that runs made before there were such keys resume.
    internal static OwnLearning? Read(SectionReader reader)
    {
        var own = new OwnLearning(
            reader.ResolvedWhereGiven("steps", ValueKind.Optional(ValueKind.Integer(1, LearningSchedule.MostSteps)), "", "Gradient steps of each of its iterations, if not those of `training.iteration`."),
            reader.ResolvedWhereGiven("batch", ValueKind.Optional(ValueKind.Integer(1, LearningSchedule.LargestBatch)), "", "Sequences in a step, if not those of `training.iteration`."),
            reader.ResolvedWhereGiven("learning_rate", ValueKind.Optional(ValueKind.Number(LearningSchedule.LowestRate, LearningSchedule.HighestRate)), "", "Peak learning rate, if not that of `training.iteration`: preference losses need far lower ones than imitation."));
        return own == new OwnLearning(null, null, null) ? null : own;
    }

    internal LearningSchedule Of(LearningSchedule common) => new(Steps ?? common.Steps, Batch ?? common.Batch, LearningRate ?? common.LearningRate);

    /// <summary>In a sentence.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            Steps is { } steps ? string.Create(CultureInfo.InvariantCulture, $"{steps} steps an iteration") : null,
            Batch is { } batch ? string.Create(CultureInfo.InvariantCulture, $"batches of {batch}") : null,
            LearningRate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"a learning rate of {rate}") : null,
        ];
        return $"Learns with {string.Join(", ", parts.OfType<string>())}.";
    }
}

/// <summary>How students are evaluated beside the greedy rollout of each task.</summary>
/// <param name="Rollouts">Further rollouts of each test task after every iteration, for pass@k and pass^k; 0 for none.</param>
/// <param name="Temperature">Their temperature.</param>
public sealed record EvaluationSchedule(int Rollouts = 0, double Temperature = 0.8)
{
    internal RepeatedEvaluation? Repeats => Rollouts == 0 ? null : new RepeatedEvaluation(Rollouts, Temperature);

    internal const int MostRollouts = 1000;

    internal static EvaluationSchedule Read(SectionReader reader) => new(
        reader.Value("rollouts", ValueKind.Integer(0, MostRollouts), "0", "Further rollouts of each test task after every iteration, for pass@k and pass^k; 0 for the greedy one alone."),
        reader.Value("temperature", ValueKind.Number(0, ExplorationSchedule.HighestTemperature), "0.8", "Temperature of these rollouts."));
}

/// <summary>What is common to all methods' exploration.</summary>
/// <param name="Iterations">Iterations after BC, at least 0. Default 3 [paper].</param>
/// <param name="Temperature">Temperature of training rollouts; evaluation is greedy.</param>
public sealed record ExplorationSchedule(int Iterations = 3, double Temperature = 0.8)
{
    internal const int MostIterations = 100;
    internal const double HighestTemperature = 10;

    internal static ExplorationSchedule Read(SectionReader reader) => new(
        reader.Value("iterations", ValueKind.Integer(0, MostIterations), "3", "Iterations of exploration and fine-tuning after BC."),
        reader.Value("temperature", ValueKind.Number(0, HighestTemperature), "0.8", "Temperature of training rollouts; evaluation is greedy."));
}
