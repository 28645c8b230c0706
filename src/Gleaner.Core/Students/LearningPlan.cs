using System.Text.Json.Serialization;
using Gleaner.Randomness;

namespace Gleaner.Students;

/// <summary>How a student learns.</summary>
/// <param name="Steps">Gradient steps, at least 1.</param>
/// <param name="BatchSize">Trajectories in a step, at least 1.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="Seed">Seed of the order of the examples.</param>
public sealed record LearningPlan(int Steps, int BatchSize, double LearningRate, Seed Seed);

/// <summary>A step of learning that was made.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean loss per trained token of the step, in nats.</param>
public readonly record struct LearningProgress(int Step, int Steps, double Loss);

/// <summary>What learning came to.</summary>
/// <param name="Steps">Gradient steps made.</param>
/// <param name="Tokens">Tokens in the model's input over all steps.</param>
/// <param name="TrainedTokens">Tokens with a weight over all steps.</param>
/// <param name="Losses">Mean loss per trained token of every step, in nats.</param>
public sealed record LearningSummary(int Steps, long Tokens, long TrainedTokens, IReadOnlyList<double> Losses)
{
    /// <summary>Nothing learnt.</summary>
    public static LearningSummary None { get; } = new(0, 0, 0, []) { Truncated = [] };

    /// <summary>The examples whose last turns had no room in the student's context, by their places from 0, ascending; null where the student does not know.</summary>
    [JsonIgnore]
    public IReadOnlyList<int>? Truncated { get; init; }
}
