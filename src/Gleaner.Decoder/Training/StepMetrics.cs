using Gleaner.Decoder.Training.Preferences;

namespace Gleaner.Decoder.Training;

/// <summary>What one optimiser step did.</summary>
/// <param name="Loss">Weighted mean negative log-likelihood in nats, or mean preference loss of a pair, before the step.</param>
/// <param name="TrainedTokens">Tokens with a positive weight.</param>
/// <param name="Tokens">All tokens of the batch.</param>
/// <param name="GradientNorm">Global L2 norm of the gradient before clipping.</param>
/// <param name="LearningRate">The rate that the step used.</param>
public readonly record struct StepMetrics(double Loss, int TrainedTokens, int Tokens, double GradientNorm, double LearningRate)
{
    /// <summary>The parts of a preference loss; null where the step was on plain sequences.</summary>
    public PreferenceMetrics? Preference { get; init; }
}
