using System.Globalization;
using Gleaner.Randomness;

namespace Gleaner.Students.Learning;

/// <summary>Sequences that are drawn, endlessly.</summary>
/// <param name="Draw">Draws a sequence.</param>
/// <param name="Source">Names all that decides what is drawn but for the seed: an unfinished training of another source is not resumed.</param>
internal sealed record DrawnSequences(Func<RandomStream, RenderedSequence> Draw, string Source)
{
    /// <summary>The sequences of a step, which has a seed of its own: what is drawn does not depend on the steps before it.</summary>
    public List<RenderedSequence> Batch(Seed seed, int count)
    {
        var random = seed.ToStream();
        return [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
    }
}

/// <summary>Sequences of pre-training in every step of a later training, beside its examples: what the examples do not hold is not forgotten.</summary>
/// <param name="Corpus">What is rehearsed.</param>
/// <param name="Share">Share of a step's sequences, above 0 and below 1.</param>
internal sealed record Rehearsal(DrawnSequences Corpus, double Share)
{
    /// <summary>Names it among what decides about a training.</summary>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"rehearsal {Share:R} {Corpus.Source}");

    /// <summary>How many sequences are rehearsed beside a number of examples.</summary>
    public int Beside(int examples) => (int)Math.Round(examples * Share / (1 - Share), MidpointRounding.AwayFromZero);

    /// <summary>The sequences to rehearse in a step on examples.</summary>
    public List<RenderedSequence> Of(int step, LearningPlan plan) =>
        Corpus.Batch(plan.Seed.Derive("rehearsal").Derive(step), Beside(plan.BatchSize));
}
