using System.Collections.Immutable;
using Gleaner.Decoder.Training;

namespace Gleaner.Students.Learning;

/// <summary>What a training is on, as token ids and weights.</summary>
/// <param name="Sequences">The examples.</param>
internal sealed record RenderedSet(ImmutableArray<RenderedSequence> Sequences)
{
    /// <summary>The preference pairs.</summary>
    public ImmutableArray<RenderedPair> Pairs { get; init; } = [];

    /// <summary>β of the pairs' loss.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>All sequences, those of pairs included.</summary>
    public IEnumerable<RenderedSequence> All => Sequences.Concat(Pairs.SelectMany(pair => new[] { pair.Chosen, pair.Rejected }));

    /// <summary>What of it carries loss: pairs need it on both sides, one of which may have been cut to the context.</summary>
    public RenderedSet Trainable() => this with
    {
        Sequences = [.. Sequences.Where(sequence => sequence.IsTrained)],
        Pairs = [.. Pairs.Where(pair => pair.Chosen.IsTrained && pair.Rejected.IsTrained)],
    };
}

/// <summary>A preference pair as token ids and weights.</summary>
internal sealed record RenderedPair(RenderedSequence Chosen, RenderedSequence Rejected, double Weight, double NllWeight);

/// <summary>Gives pairs their reference: the policy as the trainer has it now.</summary>
internal static class PreferencePairs
{
    // Bounds the memory that log-probabilities take; they do not depend on it.
    private const int PairsAtOnce = 32;

    public static IReadOnlyList<PreferencePair> Of(IEnumerable<RenderedPair> pairs, Trainer trainer) =>
        [.. pairs.Chunk(PairsAtOnce).SelectMany(chunk => WithReference(chunk, trainer))];

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

        public TrainingSequence ToTrainingSequence() => new(sequence.Ids.AsMemory(), sequence.Weights.AsMemory());
    }
}
