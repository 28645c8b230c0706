using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>Checks a batch and deals its sequences or pairs to shards: the longest first, each to the shard with the fewest tokens.</summary>
internal sealed class BatchPlanner(DecoderConfig config)
{
    private readonly BatchChecks _checks = new(config);
    private int[] _keys = [];
    private int[] _order = [];

    public BatchTotals Deal(IReadOnlyList<TrainingSequence> batch, Shard[] shards)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin(batch.Count, "sequences");
        BatchTotals totals = default;
        for (var i = 0; i < batch.Count; i++)
        {
            totals += _checks.Check(batch[i], i);
            _keys[i] = -PackedRow.InputLength(batch[i]);
        }

        Sort(batch.Count);
        Clear(shards);
        for (var i = 0; i < batch.Count; i++)
        {
            Shortest(shards).Add(batch[_order[i]], _order[i]);
        }

        return totals;
    }

    public BatchTotals Deal(IReadOnlyList<PreferencePair> batch, Shard[] shards)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin(batch.Count, "pairs");
        BatchTotals totals = default;
        for (var i = 0; i < batch.Count; i++)
        {
            totals += _checks.Check(batch[i], i);
            _keys[i] = -PackedRow.InputLength(batch[i].Chosen.Sequence) - PackedRow.InputLength(batch[i].Rejected.Sequence);
        }

        Sort(batch.Count);
        Clear(shards);
        for (var i = 0; i < batch.Count; i++)
        {
            Shortest(shards).Add(batch[_order[i]], _order[i]);
        }

        return totals;
    }

    public BatchTotals Deal(IReadOnlyList<PolicySequence> batch, Shard[] shards)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin(batch.Count, "sequences");
        BatchTotals totals = default;
        for (var i = 0; i < batch.Count; i++)
        {
            totals += _checks.Check(batch[i], i);
            _keys[i] = -PackedRow.InputLength(batch[i].Sequence);
        }

        Sort(batch.Count);
        Clear(shards);
        for (var i = 0; i < batch.Count; i++)
        {
            Shortest(shards).Add(batch[_order[i]], _order[i]);
        }

        return totals;
    }

    private void Begin(int count, string what)
    {
        if (count == 0)
        {
            throw new ArgumentException($"The batch has no {what}.", "batch");
        }

        if (_order.Length < count)
        {
            _order = new int[count];
            _keys = new int[count];
        }
    }

    private void Sort(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _order[i] = i;
        }

        // Equal lengths keep the batch's order: a later, stable pass over the runs of an unstable sort.
        Array.Sort(_keys, _order, 0, count);
        for (int start = 0, end; start < count; start = end)
        {
            end = start + 1;
            while (end < count && _keys[end] == _keys[start])
            {
                end++;
            }

            Array.Sort(_order, start, end - start);
        }
    }

    private static void Clear(Shard[] shards)
    {
        foreach (var shard in shards)
        {
            shard.ClearSequences();
        }
    }

    private static Shard Shortest(Shard[] shards)
    {
        var least = shards[0];
        foreach (var shard in shards)
        {
            if (shard.Length < least.Length)
            {
                least = shard;
            }
        }

        return least;
    }
}
