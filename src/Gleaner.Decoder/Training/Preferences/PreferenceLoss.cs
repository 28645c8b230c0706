using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Training.Preferences;

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
        for (int k = 0; k < pairs.Length; k++)
        {
            PreferencePair pair = pairs[k];
            Range chosen = Predictors(row, 2 * k), rejected = Predictors(row, (2 * k) + 1);
            (double chosenSum, double chosenWeight) = WeightedSum(row.Weights[chosen], logProbabilities[chosen]);
            (double rejectedSum, _) = WeightedSum(row.Weights[rejected], logProbabilities[rejected]);
            double chosenReward = options.Beta * (chosenSum - pair.Chosen.ReferenceLogProbability);
            double rejectedReward = options.Beta * (rejectedSum - pair.Rejected.ReferenceLogProbability);
            double margin = chosenReward - rejectedReward, nll = -chosenSum / chosenWeight;
            double loss = (-(1 - options.LabelSmoothing) * Logistic.LogSigmoid(margin)) - (options.LabelSmoothing * Logistic.LogSigmoid(-margin));
            tally += new PreferenceTally(
                pair.Weight * (loss + (pair.NllWeight * nll)), pair.Weight * nll, pair.Weight * chosenReward, pair.Weight * rejectedReward, margin > 0 ? 1 : 0, 1);

            // 1 − σ(m) as σ(−m): at large margins the difference would be lost.
            double pull = pair.Weight * options.Beta * (Logistic.Sigmoid(-margin) - options.LabelSmoothing);
            Scale(row.Weights[chosen], pull + (pair.Weight * pair.NllWeight / chosenWeight), coefficients[chosen]);
            Scale(row.Weights[rejected], -pull, coefficients[rejected]);
        }

        return tally;
    }

    private static Range Predictors(PackedRow row, int sequence) => row.PredictorStarts[sequence]..row.PredictorStarts[sequence + 1];

    private static (double Sum, double Weight) WeightedSum(ReadOnlySpan<float> weights, ReadOnlySpan<double> values)
    {
        double sum = 0, weight = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * values[i];
            weight += weights[i];
        }

        return (sum, weight);
    }

    private static void Scale(ReadOnlySpan<float> weights, double factor, Span<float> result)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            result[i] = (float)(factor * weights[i]);
        }
    }
}
