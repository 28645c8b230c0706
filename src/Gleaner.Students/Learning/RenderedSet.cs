using System.Collections.Immutable;
using Gleaner.Decoder.Training;
using Gleaner.Selection;

namespace Gleaner.Students.Learning;

/// <summary>What a training is on, as token ids and weights.</summary>
/// <param name="Sequences">The examples.</param>
internal sealed record RenderedSet(ImmutableArray<RenderedSequence> Sequences)
{
    /// <summary>The preference pairs.</summary>
    public ImmutableArray<RenderedPair> Pairs { get; init; } = [];

    /// <summary>β of the pairs' loss.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>The samples with their advantages.</summary>
    public ImmutableArray<RenderedSample> Samples { get; init; } = [];

    /// <summary>The loss of the samples.</summary>
    public GroupPolicyLoss PolicyLoss { get; init; } = new();

    /// <summary>What is rehearsed in the steps on examples; null for nothing.</summary>
    public Rehearsal? Rehearsal { get; init; }

    /// <summary>All sequences, those of pairs and samples included.</summary>
    public IEnumerable<RenderedSequence> All => Sequences
        .Concat(Pairs.SelectMany(pair => new[] { pair.Chosen, pair.Rejected }))
        .Concat(Samples.Select(sample => sample.Sequence));

    /// <summary>What of it carries loss: pairs need it on both sides, one of which may have been cut to the context.</summary>
    public RenderedSet Trainable() => this with
    {
        Sequences = [.. Sequences.Where(sequence => sequence.IsTrained)],
        Pairs = [.. Pairs.Where(pair => pair.Chosen.IsTrained && pair.Rejected.IsTrained)],
        Samples = [.. Samples.Where(sample => sample.Sequence.IsTrained)],
    };
}

/// <summary>A preference pair as token ids and weights.</summary>
internal sealed record RenderedPair(RenderedSequence Chosen, RenderedSequence Rejected, double Weight, double NllWeight);

/// <summary>A sample as token ids and weights, with its advantage.</summary>
internal sealed record RenderedSample(RenderedSequence Sequence, double Advantage);

/// <summary>Gives pairs and samples their reference: the policy as the trainer has it now.</summary>
internal static class References
{
    // Bounds the memory that log-probabilities take; they do not depend on it.
    private const int PairsAtOnce = 32;

    public static IReadOnlyList<PreferencePair> Of(IEnumerable<RenderedPair> pairs, Trainer trainer) =>
        [.. pairs.Chunk(PairsAtOnce).SelectMany(chunk => WithReference(chunk, trainer))];

    /// <param name="samples">The samples.</param>
    /// <param name="trainer">Has the policy.</param>
    /// <param name="normalizesLength">Whether the weights of each are scaled to a sum of 1.</param>
    public static IReadOnlyList<PolicySequence> Of(IEnumerable<RenderedSample> samples, Trainer trainer, bool normalizesLength) =>
        [.. samples.Chunk(2 * PairsAtOnce).SelectMany(chunk => WithReference(chunk, trainer, normalizesLength))];

    private static IEnumerable<PolicySequence> WithReference(RenderedSample[] samples, Trainer trainer, bool normalizesLength)
    {
        TrainingSequence[] sequences = [.. samples.Select(sample => (normalizesLength ? sample.Sequence.Normalized() : sample.Sequence).ToTrainingSequence())];
        var reference = trainer.LogProbabilities(sequences);
        return samples.Select((sample, i) => new PolicySequence(sequences[i], reference[i], sample.Advantage));
    }

    private static IEnumerable<PreferencePair> WithReference(RenderedPair[] pairs, Trainer trainer)
    {
        TrainingSequence[] sequences =
            [.. pairs.SelectMany(pair => new[] { pair.Chosen.ToTrainingSequence(), pair.Rejected.ToTrainingSequence() })];
        var reference = trainer.LogProbabilities(sequences);
        return pairs.Select((pair, i) => new PreferencePair(
            PreferenceSequence.From(sequences[2 * i], reference[2 * i]), PreferenceSequence.From(sequences[(2 * i) + 1], reference[(2 * i) + 1]))
        {
            Weight = pair.Weight,
            NllWeight = pair.NllWeight,
        });
    }
}

/// <summary>Sequences as the engine takes them.</summary>
internal static class RenderedSequences
{
    extension(RenderedSequence sequence)
    {
        /// <summary>Whether any token carries loss.</summary>
        public bool IsTrained => sequence.Weights.Any(weight => weight > 0);

        /// <summary>The same with weights whose sum is 1; at least one must be positive.</summary>
        public RenderedSequence Normalized()
        {
            var sum = sequence.Weights.Sum(weight => (double)weight);
            return sequence with { Weights = [.. sequence.Weights.Select(weight => (float)(weight / sum))] };
        }

        public TrainingSequence ToTrainingSequence() => new(sequence.Ids.AsMemory(), sequence.Weights.AsMemory());
    }
}
