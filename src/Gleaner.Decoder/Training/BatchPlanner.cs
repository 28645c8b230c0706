using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>Checks a batch and deals its sequences or pairs to shards: the longest first, each to the shard with the fewest tokens.</summary>
internal sealed class BatchPlanner(DecoderConfig config)
{
    private readonly BatchChecks checks = new(config);
    private int[] keys = [];
    private int[] order = [];

    public BatchTotals Deal(IReadOnlyList<TrainingSequence> batch, Shard[] shards)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin(batch.Count, "sequences");
        BatchTotals totals = default;
        for (int i = 0; i < batch.Count; i++)
        {
            totals += checks.Check(batch[i], i);
            keys[i] = -PackedRow.InputLength(batch[i]);
        }

        Sort(batch.Count);
        Clear(shards);
        for (int i = 0; i < batch.Count; i++)
        {
            Shortest(shards).Add(batch[order[i]], order[i]);
        }

        return totals;
    }

    public BatchTotals Deal(IReadOnlyList<PreferencePair> batch, Shard[] shards)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin(batch.Count, "pairs");
        BatchTotals totals = default;
        for (int i = 0; i < batch.Count; i++)
        {
            totals += checks.Check(batch[i], i);
            keys[i] = -PackedRow.InputLength(batch[i].Chosen.Sequence) - PackedRow.InputLength(batch[i].Rejected.Sequence);
        }

        Sort(batch.Count);
        Clear(shards);
        for (int i = 0; i < batch.Count; i++)
        {
            Shortest(shards).Add(batch[order[i]], order[i]);
        }

        return totals;
    }

    private void Begin(int count, string what)
    {
        if (count == 0)
        {
            throw new ArgumentException($"The batch has no {what}.", "batch");
        }

        if (order.Length < count)
        {
            order = new int[count];
            keys = new int[count];
        }
    }

    private void Sort(int count)
    {
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        // Equal lengths keep the batch's order: a later, stable pass over the runs of an unstable sort.
        Array.Sort(keys, order, 0, count);
        for (int start = 0, end; start < count; start = end)
        {
            end = start + 1;
            while (end < count && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(order, start, end - start);
        }
    }

    private static void Clear(Shard[] shards)
    {
        foreach (Shard shard in shards)
        {
            shard.ClearSequences();
        }
    }

    private static Shard Shortest(Shard[] shards)
    {
        Shard least = shards[0];
        foreach (Shard shard in shards)
        {
            if (shard.Length < least.Length)
            {
                least = shard;
            }
        }

        return least;
    }
}
