using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>Refuses what cannot be trained on, naming it by its index in the batch.</summary>
internal sealed class BatchChecks(DecoderConfig config)
{
    /// <summary>Checks a sequence.</summary>
    /// <returns>The sum of its weights, its trained tokens and its tokens.</returns>
    public BatchTotals Check(TrainingSequence sequence, int index) => Check(sequence, index, null);

    /// <summary>Checks a pair.</summary>
    /// <returns>The pair's weight, and trained tokens and tokens of both its sequences.</returns>
    public BatchTotals Check(PreferencePair pair, int index)
    {
        if (pair is null)
        {
            throw new ArgumentException($"Pair {index} of the batch is null.", "batch");
        }

        BatchTotals chosen = Check(pair.Chosen.Sequence, index, "chosen"), rejected = Check(pair.Rejected.Sequence, index, "rejected");
        CheckReference(pair.Chosen, index, "chosen");
        CheckReference(pair.Rejected, index, "rejected");
        if (!(pair.Weight > 0 && double.IsFinite(pair.Weight)))
        {
            throw new ArgumentException($"Pair {index} of the batch has weight {pair.Weight}; it must be finite and above 0.", "batch");
        }

        if (!(pair.NllWeight >= 0 && double.IsFinite(pair.NllWeight)))
        {
            throw new ArgumentException($"Pair {index} of the batch has NLL weight {pair.NllWeight}; it must be finite and not negative.", "batch");
        }

        return (chosen + rejected) with { Weight = pair.Weight };
    }

    /// <summary>Checks a sampled sequence.</summary>
    /// <returns>The sum of its weights, its trained tokens and its tokens.</returns>
    public BatchTotals Check(PolicySequence policy, int index)
    {
        var totals = Check(policy.Sequence, index);
        if (!double.IsFinite(policy.Advantage))
        {
            Fail(index, null, $"has the advantage {policy.Advantage}; it must be finite");
        }

        var sampled = policy.SampledLogProbabilities.Span;
        var weights = policy.Sequence.Weights.Span;
        if (sampled.Length != weights.Length)
        {
            Fail(index, null, $"has {weights.Length} tokens but {sampled.Length} log-probabilities of when it was sampled");
        }

        for (var i = 0; i < sampled.Length; i++)
        {
            if (weights[i] > 0 && !double.IsFinite(sampled[i]))
            {
                Fail(index, null, $"was sampled with the log-probability {sampled[i]} at {i}; it must be finite");
            }
        }

        return totals;
    }

    private static void CheckReference(PreferenceSequence sequence, int index, string side)
    {
        if (!double.IsFinite(sequence.ReferenceLogProbability))
        {
            Fail(index, side, $"has the reference log-probability {sequence.ReferenceLogProbability}; it must be finite");
        }
    }

    private BatchTotals Check(TrainingSequence sequence, int index, string? side)
    {
        var tokens = sequence.Tokens.Span;
        var weights = sequence.Weights.Span;
        if (tokens.Length < 2 || tokens.Length > config.MaxSequenceLength)
        {
            Fail(index, side, $"has {tokens.Length} tokens; a sequence has from 2 to the model's maximum of {config.MaxSequenceLength}");
        }

        if (tokens.Length != weights.Length)
        {
            Fail(index, side, $"has {tokens.Length} tokens but {weights.Length} weights");
        }

        if (weights[0] != 0)
        {
            Fail(index, side, $"gives its first token the weight {weights[0]}; nothing comes before it, so the weight must be 0");
        }

        double total = 0;
        var trained = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)config.VocabularySize)
            {
                Fail(index, side, $"has token id {tokens[i]} at {i}; ids run from 0 to {config.VocabularySize - 1}");
            }

            if (!float.IsFinite(weights[i]) || weights[i] < 0)
            {
                Fail(index, side, $"has weight {weights[i]} at {i}; weights are finite and not negative");
            }

            total += weights[i];
            trained += weights[i] > 0 ? 1 : 0;
        }

        if (trained == 0)
        {
            Fail(index, side, $"trains nothing: all {weights.Length} weights are 0. Leave it out, or correct its loss mask");
        }

        return new BatchTotals(total, trained, tokens.Length, 1);
    }

    private static void Fail(int index, string? side, string message) =>
        throw new ArgumentException(
            side is null ? $"Sequence {index} of the batch {message}." : $"Pair {index} of the batch: the {side} sequence {message}.", "batch");
}

/// <summary>Sums over a batch.</summary>
internal readonly record struct BatchTotals(double Weight, int TrainedTokens, int Tokens, int Sequences)
{
    public static BatchTotals operator +(BatchTotals a, BatchTotals b) =>
        new(a.Weight + b.Weight, a.TrainedTokens + b.TrainedTokens, a.Tokens + b.Tokens, a.Sequences + b.Sequences);
}
