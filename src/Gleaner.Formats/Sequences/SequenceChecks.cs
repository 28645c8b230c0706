using Gleaner.Students;

namespace Gleaner.Formats.Sequences;

/// <summary>What every trainer expects of a sequence.</summary>
internal static class SequenceChecks
{
    /// <exception cref="GleanerException">The sequence cannot be trained on.</exception>
    public static void Require(RenderedSequence sequence, int index)
    {
        if (sequence.Ids.Length == 0 || sequence.Ids.Length != sequence.Weights.Length)
        {
            throw new GleanerException($"Sequence {index} has {sequence.Ids.Length} ids and {sequence.Weights.Length} weights; there must be equally many, and at least one.");
        }

        if (sequence.Weights[0] != 0)
        {
            throw new GleanerException($"Sequence {index} gives its first token the weight {sequence.Weights[0]}; nothing comes before it, so the weight must be 0.");
        }

        foreach (var weight in sequence.Weights)
        {
            if (!float.IsFinite(weight) || weight < 0)
            {
                throw new GleanerException($"Sequence {index} has the weight {weight}; weights are finite and not negative.");
            }
        }
    }
}
