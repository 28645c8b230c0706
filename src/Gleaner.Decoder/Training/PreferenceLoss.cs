namespace Gleaner.Decoder.Training;

/// <summary>From log-probabilities of a packed row's predictors to the loss of its pairs and the gradient.</summary>
internal static class PreferenceLoss
{
    /// <summary>
    /// Computes the pairs of a row in which sequences 2k and 2k + 1 are the chosen and the rejected one of pair k.
    /// <paramref name="coefficients"/> receives c_i such that Σ c_i · −log π(t_i) has the loss's gradient: with
    /// g = ((1 − ε) − σ(m)) · β it is (g + λ / Σ w) · w_i in a chosen sequence and −g · w_i in a rejected one, times the pair's weight.
    /// </summary>
    public static PreferenceTally Compute(
        PackedRow row, ReadOnlySpan<PreferencePair> pairs, PreferenceOptions options, ReadOnlySpan<double> logProbabilities, Span<float> coefficients)
    {
        PreferenceTally tally = default;
        for (var k = 0; k < pairs.Length; k++)
        {
            var pair = pairs[k];
            Range chosen = Predictors(row, 2 * k), rejected = Predictors(row, (2 * k) + 1);
            var (chosenSum, chosenWeight) = WeightedSum(row.Weights[chosen], logProbabilities[chosen]);
            var (rejectedSum, _) = WeightedSum(row.Weights[rejected], logProbabilities[rejected]);
            var chosenReward = options.Beta * (chosenSum - pair.Chosen.ReferenceLogProbability);
            var rejectedReward = options.Beta * (rejectedSum - pair.Rejected.ReferenceLogProbability);
            double margin = chosenReward - rejectedReward, nll = -chosenSum / chosenWeight;
            var loss = (-(1 - options.LabelSmoothing) * Logistic.LogSigmoid(margin)) - (options.LabelSmoothing * Logistic.LogSigmoid(-margin));
            tally += new PreferenceTally(
                pair.Weight * (loss + (pair.NllWeight * nll)), pair.Weight * nll, pair.Weight * chosenReward, pair.Weight * rejectedReward, margin > 0 ? 1 : 0, 1);

            // 1 − σ(m) as σ(−m): at large margins the difference would be lost.
            var pull = pair.Weight * options.Beta * (Logistic.Sigmoid(-margin) - options.LabelSmoothing);
            Scale(row.Weights[chosen], pull + (pair.Weight * pair.NllWeight / chosenWeight), coefficients[chosen]);
            Scale(row.Weights[rejected], -pull, coefficients[rejected]);
        }

        return tally;
    }

    private static Range Predictors(PackedRow row, int sequence) => row.PredictorStarts[sequence]..row.PredictorStarts[sequence + 1];

    private static (double Sum, double Weight) WeightedSum(ReadOnlySpan<float> weights, ReadOnlySpan<double> values)
    {
        double sum = 0, weight = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * values[i];
            weight += weights[i];
        }

        return (sum, weight);
    }

    private static void Scale(ReadOnlySpan<float> weights, double factor, Span<float> result)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            result[i] = (float)(factor * weights[i]);
        }
    }
}

/// <summary>
/// Settings of the preference loss. With r(y) = β Σ w_i (log π(t_i) − log π_ref(t_i)) and the margin
/// m = r(chosen) − r(rejected), a pair's loss is −(1 − ε) log σ(m) − ε log σ(−m) + λ · NLL(chosen); a batch's loss is the mean
/// over its pairs, by their weights (DPO, Rafailov et al. 2023).
/// </summary>
public sealed record PreferenceOptions
{
    /// <summary>β, finite and above 0: how much a log-ratio counts. ETO takes 0.1, later 0.5.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>ε in [0, 0.5): the assumed share of pairs the wrong way round (conservative DPO, Mitchell 2023).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!(Beta > 0 && double.IsFinite(Beta)))
        {
            throw new ArgumentException($"PreferenceOptions.{nameof(Beta)} is {Beta}; it must be finite and above 0.", nameof(Beta));
        }

        if (LabelSmoothing is not (>= 0 and < 0.5))
        {
            throw new ArgumentException(
                $"PreferenceOptions.{nameof(LabelSmoothing)} is {LabelSmoothing}; it must be in [0, 0.5).", nameof(LabelSmoothing));
        }
    }
}

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

/// <summary>The logistic function and its logarithm in float64, without overflow or loss of small values at either end.</summary>
internal static class Logistic
{
    /// <summary>σ(x) = 1 / (1 + e^−x).</summary>
    public static double Sigmoid(double x)
    {
        var e = Math.Exp(-Math.Abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /// <summary>log σ(x) = min(x, 0) − log(1 + e^−|x|).</summary>
    public static double LogSigmoid(double x) => Math.Min(x, 0) - LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <summary>log(1 + y) for y in [0, 1]; the quotient corrects what rounding 1 + y loses (Kahan, in Higham 2002, section 1.14).</summary>
    private static double LogOnePlus(double y)
    {
        var u = 1 + y;
        return u == 1 ? y : Math.Log(u) * (y / (u - 1));
    }
}
