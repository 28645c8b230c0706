namespace Gleaner.Decoder.Training.Preferences;

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
