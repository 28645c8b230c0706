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
    /// <summary>Declares the keys <c>steps</c>, <c>batch</c> and <c>learning_rate</c>.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="steps">Steps where the key is left out.</param>
    /// <param name="batch">The batch where the key is left out.</param>
    /// <param name="learningRate">The rate where the key is left out.</param>
    /// <param name="minimumSteps">The least steps that may be written.</param>
    public static LearningSchedule Read(SectionReader reader, int steps, int batch, double learningRate, int minimumSteps) => new(
        reader.Value("steps", ValueKind.Integer(minimumSteps, 1_000_000), $"{steps}", "Gradient steps."),
        reader.Value("batch", ValueKind.Integer(1, 65536), $"{batch}", "Sequences in a step."),
        reader.Value("learning_rate", ValueKind.Number(1e-8, 1), learningRate.ToString(CultureInfo.InvariantCulture), "Peak learning rate of AdamW, reached after a warm-up and left along a cosine."));

    // The runner gives each iteration a seed of its own.
    internal LearningPlan ToPlan() => new(Steps, Batch, LearningRate, default);
}

/// <summary>How students are evaluated beside the greedy rollout of each task.</summary>
/// <param name="Rollouts">Further rollouts of each test task after every iteration, for pass@k and pass^k; 0 for none.</param>
/// <param name="Temperature">Their temperature.</param>
public sealed record EvaluationSchedule(int Rollouts = 0, double Temperature = 0.8)
{
    internal RepeatedEvaluation? Repeats => Rollouts == 0 ? null : new RepeatedEvaluation(Rollouts, Temperature);

    internal static EvaluationSchedule Read(SectionReader reader) => new(
        reader.Value("rollouts", ValueKind.Integer(0, 1000), "0", "Further rollouts of each test task after every iteration, for pass@k and pass^k; 0 for the greedy one alone."),
        reader.Value("temperature", ValueKind.Number(0, 10), "0.8", "Temperature of these rollouts."));
}

/// <summary>What is common to all methods' exploration.</summary>
/// <param name="Iterations">Iterations after BC, at least 0. Default 3 [paper].</param>
/// <param name="Temperature">Temperature of training rollouts; evaluation is greedy.</param>
public sealed record ExplorationSchedule(int Iterations = 3, double Temperature = 0.8)
{
    internal static ExplorationSchedule Read(SectionReader reader) => new(
        reader.Value("iterations", ValueKind.Integer(0, 100), "3", "Iterations of exploration and fine-tuning after BC."),
        reader.Value("temperature", ValueKind.Number(0, 10), "0.8", "Temperature of training rollouts; evaluation is greedy."));
}
