namespace Gleaner.Decoder.Training;

/// <summary>What one optimiser step did.</summary>
/// <param name="Loss">Weighted mean negative log-likelihood in nats, mean preference loss of a pair, or mean clipped policy loss of a token, before the step.</param>
/// <param name="TrainedTokens">Tokens with a positive weight.</param>
/// <param name="Tokens">All tokens of the batch.</param>
/// <param name="GradientNorm">Global L2 norm of the gradient before clipping.</param>
/// <param name="LearningRate">The rate that the step used.</param>
public readonly record struct StepMetrics(double Loss, int TrainedTokens, int Tokens, double GradientNorm, double LearningRate)
{
    /// <summary>The parts of a preference loss; null where the step was on something else.</summary>
    public PreferenceMetrics? Preference { get; init; }

    /// <summary>The parts of a clipped policy loss; null where the step was on something else.</summary>
    public PolicyMetrics? Policy { get; init; }
}

/// <summary>The preference loss of some pairs and its parts; means are by the pairs' weights.</summary>
/// <param name="Loss">Mean loss of a pair, the NLL term included.</param>
/// <param name="NegativeLogLikelihood">Mean over pairs of −Σ w log π / Σ w of the chosen sequence, whatever its factor in the loss.</param>
/// <param name="Accuracy">Share of the pairs, whatever their weights, whose margin is above 0.</param>
/// <param name="ChosenReward">Mean of β Σ w (log π − log π_ref) of the chosen sequences.</param>
/// <param name="RejectedReward">The same of the rejected ones.</param>
/// <param name="Pairs">Number of pairs.</param>
public readonly record struct PreferenceMetrics(
    double Loss, double NegativeLogLikelihood, double Accuracy, double ChosenReward, double RejectedReward, int Pairs)
{
    /// <summary>Mean margin: <see cref="ChosenReward"/> − <see cref="RejectedReward"/>.</summary>
    public double Margin => ChosenReward - RejectedReward;
}

/// <summary>The clipped policy loss of some sequences and its parts; means are over tokens by their weights.</summary>
/// <param name="Loss">Mean loss, the divergence's term included.</param>
/// <param name="Divergence">Mean estimate of the divergence from the policy that sampled, whatever its factor in the loss.</param>
/// <param name="ClippedShare">Share of the tokens whose ratio is clipped.</param>
/// <param name="Sequences">Number of sequences.</param>
public readonly record struct PolicyMetrics(double Loss, double Divergence, double ClippedShare, int Sequences);

/// <summary>Loss of a model on a set of sequences.</summary>
/// <param name="Loss">Weighted mean negative log-likelihood in nats.</param>
/// <param name="TotalWeight">Sum of all weights.</param>
/// <param name="TrainedTokens">Tokens with a positive weight.</param>
/// <param name="Tokens">All tokens.</param>
public readonly record struct LossMetrics(double Loss, double TotalWeight, int TrainedTokens, int Tokens);
