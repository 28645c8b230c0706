namespace Gleaner.Decoder.Training.Preferences;

/// <summary>Sums over pairs, each value times its pair's weight; counts are plain.</summary>
internal readonly record struct PreferenceTally(
    double Loss, double NegativeLogLikelihood, double ChosenReward, double RejectedReward, int Correct, int Pairs)
{
    public static PreferenceTally operator +(PreferenceTally a, PreferenceTally b) => new(
        a.Loss + b.Loss,
        a.NegativeLogLikelihood + b.NegativeLogLikelihood,
        a.ChosenReward + b.ChosenReward,
        a.RejectedReward + b.RejectedReward,
        a.Correct + b.Correct,
        a.Pairs + b.Pairs);

    public PreferenceMetrics Over(double weight) =>
        new(Loss / weight, NegativeLogLikelihood / weight, (double)Correct / Pairs, ChosenReward / weight, RejectedReward / weight, Pairs);
}
