using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training.Policies;

/// <summary>Random sequences with advantages of either sign, sampled by a policy that is near a model but not the same.</summary>
internal static class TestSamples
{
    public static PolicySequence[] Random(int seed, DecoderModel model, int count)
    {
        var random = new Random(seed);
        var sequences = TestBatches.Random(seed, model.Config.VocabularySize, [.. Enumerable.Range(0, count).Select(_ => 3 + random.Next(60))]);
        using var trainer = new Trainer(model, new TrainerOptions { Threads = 1 });
        return [.. sequences.Zip(trainer.LogProbabilities(sequences), (sequence, log) => new PolicySequence(
            sequence, log.Select(value => value + (0.8 * (random.NextDouble() - 0.5))).ToArray(), (2 * random.NextDouble()) - 1))];
    }

    /// <summary>The loss as its formula reads, in float64 over <see cref="ReferenceDecoder"/>.</summary>
    public static double Loss(ReferenceDecoder decoder, IReadOnlyList<PolicySequence> samples, PolicyLossOptions options)
    {
        double loss = 0, total = 0;
        foreach (var sample in samples)
        {
            var now = Preferences.ReferencePreference.TokenLogProbabilities(decoder, sample.Sequence.Tokens.ToArray());
            for (var i = 1; i < now.Length; i++)
            {
                double weight = sample.Sequence.Weights.Span[i], old = sample.SampledLogProbabilities.Span[i], ratio = Math.Exp(now[i] - old);
                var surrogate = Math.Min(ratio * sample.Advantage, Math.Clamp(ratio, 1 - options.ClipLow, 1 + options.ClipHigh) * sample.Advantage);
                loss += weight * ((options.KlWeight * (Math.Exp(old - now[i]) - (old - now[i]) - 1)) - surrogate);
                total += weight;
            }
        }

        return loss / total;
    }
}
