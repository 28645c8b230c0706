using System.Globalization;
using Gleaner.CommandLine.Configuration.Reading;

namespace Gleaner.CommandLine.Configuration;

/// <summary>How long and how fast the student learns.</summary>
/// <param name="BehaviorCloning">BC, before the first iteration.</param>
/// <param name="Iteration">Each iteration after it.</param>
internal sealed record TrainingConfig(LearningConfig BehaviorCloning, LearningConfig Iteration)
{
    internal static TrainingConfig Read(SectionReader reader) => new(
        reader.Section("bc", section => LearningConfig.Read(section, 120, 24, 0.001, 1)),
        reader.Section("iteration", section => LearningConfig.Read(section, 100, 24, 0.001, 1)));
}

/// <summary>One stage of learning.</summary>
/// <param name="Steps">Gradient steps.</param>
/// <param name="Batch">Sequences in a step.</param>
/// <param name="LearningRate">Peak learning rate; cosine decay follows a short warm-up.</param>
internal sealed record LearningConfig(int Steps, int Batch, double LearningRate)
{
    internal static LearningConfig Read(SectionReader reader, int steps, int batch, double learningRate, int minimumSteps) => new(
        reader.Value("steps", ValueKind.Integer(minimumSteps, 1_000_000), $"{steps}", "Gradient steps."),
        reader.Value("batch", ValueKind.Integer(1, 65536), $"{batch}", "Sequences in a step."),
        reader.Value("learning_rate", ValueKind.Number(1e-8, 1), learningRate.ToString(CultureInfo.InvariantCulture), "Peak learning rate of AdamW, reached after a warm-up and left along a cosine."));
}
