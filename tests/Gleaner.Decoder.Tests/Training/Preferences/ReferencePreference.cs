using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Preferences;

/// <summary>The preference loss as its formula reads, in float64 over <see cref="ReferenceDecoder"/>.</summary>
internal static class ReferencePreference
{
    public static double Loss(ReferenceDecoder decoder, IReadOnlyList<PreferencePair> pairs, PreferenceOptions options)
    {
        double loss = 0, total = 0;
        foreach (var pair in pairs)
        {
            var (chosen, weight) = LogProbability(decoder, pair.Chosen.Sequence);
            var rejected = LogProbability(decoder, pair.Rejected.Sequence).Sum;
            var margin = options.Beta * (chosen - pair.Chosen.ReferenceLogProbability - (rejected - pair.Rejected.ReferenceLogProbability));
            double preferred = Math.Log(1 + Math.Exp(-margin)), reversed = Math.Log(1 + Math.Exp(margin));
            loss += pair.Weight
                * (((1 - options.LabelSmoothing) * preferred) + (options.LabelSmoothing * reversed) - (pair.NllWeight * chosen / weight));
            total += pair.Weight;
        }

        return loss / total;
    }

    /// <summary>Σ w log π of a sequence, and Σ w.</summary>
    public static (double Sum, double Weight) LogProbability(ReferenceDecoder decoder, TrainingSequence sequence)
    {
        var values = TokenLogProbabilities(decoder, sequence.Tokens.ToArray());
        var weights = sequence.Weights.ToArray();
        return (values.Zip(weights, (value, weight) => value * weight).Sum(), weights.Sum(weight => (double)weight));
    }

    public static double[] TokenLogProbabilities(ReferenceDecoder decoder, int[] tokens)
    {
        var logits = decoder.Logits(tokens);
        return [0, .. Enumerable.Range(1, tokens.Length - 1).Select(i => logits[i - 1][tokens[i]] - Math.Log(logits[i - 1].Sum(Math.Exp)))];
    }
}
