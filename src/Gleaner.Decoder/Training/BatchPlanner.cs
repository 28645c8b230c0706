using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>Checks a batch and deals its sequences to shards: the longest first, each to the shard with the fewest tokens.</summary>
internal sealed class BatchPlanner(DecoderConfig config)
{
    private int[] keys = [];
    private int[] order = [];

    public BatchTotals Deal(IReadOnlyList<TrainingSequence> batch, Shard[] shards)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            throw new ArgumentException("The batch has no sequences.", nameof(batch));
        }

        BatchTotals totals = default;
        for (int i = 0; i < batch.Count; i++)
        {
            totals += Check(batch[i], i);
        }

        foreach (Shard shard in shards)
        {
            shard.ClearSequences();
        }

        Sort(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            Shard least = shards[0];
            foreach (Shard shard in shards)
            {
                if (shard.Length < least.Length)
                {
                    least = shard;
                }
            }

            least.Add(batch[order[i]]);
        }

        return totals;
    }

    private void Sort(IReadOnlyList<TrainingSequence> batch)
    {
        if (order.Length < batch.Count)
        {
            order = new int[batch.Count];
            keys = new int[batch.Count];
        }

        for (int i = 0; i < batch.Count; i++)
        {
            order[i] = i;
            keys[i] = -PackedRow.InputLength(batch[i]);
        }

        // Equal lengths keep the batch's order: a later, stable pass over the runs of an unstable sort.
        Array.Sort(keys, order, 0, batch.Count);
        for (int start = 0, end; start < batch.Count; start = end)
        {
            end = start + 1;
            while (end < batch.Count && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(order, start, end - start);
        }
    }

    private BatchTotals Check(TrainingSequence sequence, int index)
    {
        ReadOnlySpan<int> tokens = sequence.Tokens.Span;
        ReadOnlySpan<float> weights = sequence.Weights.Span;
        if (tokens.Length < 2 || tokens.Length > config.MaxSequenceLength)
        {
            Fail(index, $"has {tokens.Length} tokens; a sequence has from 2 to the model's maximum of {config.MaxSequenceLength}");
        }

        if (tokens.Length != weights.Length)
        {
            Fail(index, $"has {tokens.Length} tokens but {weights.Length} weights");
        }

        if (weights[0] != 0)
        {
            Fail(index, $"gives its first token the weight {weights[0]}; nothing comes before it, so the weight must be 0");
        }

        double total = 0;
        int trained = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)config.VocabularySize)
            {
                Fail(index, $"has token id {tokens[i]} at {i}; ids run from 0 to {config.VocabularySize - 1}");
            }

            if (!float.IsFinite(weights[i]) || weights[i] < 0)
            {
                Fail(index, $"has weight {weights[i]} at {i}; weights are finite and not negative");
            }

            total += weights[i];
            trained += weights[i] > 0 ? 1 : 0;
        }

        if (trained == 0)
        {
            Fail(index, $"trains nothing: all {weights.Length} weights are 0. Leave it out, or correct its loss mask");
        }

        return new BatchTotals(total, trained, tokens.Length);
    }

    private static void Fail(int index, string message) => throw new ArgumentException($"Sequence {index} of the batch {message}.", "batch");
}
