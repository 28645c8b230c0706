using Gleaner.Cluster.Messages;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Cluster.Coordinating;

/// <summary>What became of the items of a run, and whether what came twice was the same, byte for byte. Not thread-safe.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, UInt128> _rollouts = [];
    private readonly Dictionary<string, UInt128> _items = [];
    private readonly HashSet<string> _readAgain = [];
    private readonly Dictionary<string, int> _failures = [];
    private readonly HashSet<string> _workers = [];

    /// <summary>Items that were finished, those that came twice once.</summary>
    public int Finished { get; private set; }

    /// <summary>Times that a worker said that it could not.</summary>
    public int Failed { get; private set; }

    /// <summary>Times that an item was handed out and nobody ever said what became of it.</summary>
    public int Unknown { get; private set; }

    /// <summary>Items that were given up.</summary>
    public int Poisoned { get; private set; }

    /// <summary>Rollouts that came in for the first time.</summary>
    public int Rollouts { get; private set; }

    /// <summary>Rollouts that came again and were the same.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Rollouts that came again and were not the same.</summary>
    public int Differing { get; private set; }

    /// <summary>Counts what a worker said of an item.</summary>
    public void Count(ItemResult result)
    {
        _workers.Add(result.Worker);
        var earlier = _failures.GetValueOrDefault(result.Item);
        if (result.Outcome == ItemOutcome.Failed)
        {
            Failed++;
            _failures[result.Item] = earlier + 1;
            return;
        }

        Poisoned += result.Outcome == ItemOutcome.Poisoned ? 1 : 0;

        // Each time but the last somebody had it; whoever failed said so.
        Unknown += Math.Max(0, result.Delivery - 1 - earlier);
        _failures.Remove(result.Item);
    }

    /// <summary>Takes the rollouts of a finished item.</summary>
    /// <param name="result">The item.</param>
    /// <param name="records">Its rollouts.</param>
    /// <returns>Those that had not come before, and the first that had and was something else; null if none was.</returns>
    public (IReadOnlyList<RolloutRecord> New, RolloutRecord? Differing) Take(ItemResult result, IReadOnlyList<(RolloutRecord Record, UInt128 Hash)> records)
    {
        var fresh = new List<RolloutRecord>();
        RolloutRecord? differing = null;
        foreach (var (record, hash) in records)
        {
            if (_rollouts.TryAdd(record.Key, hash))
            {
                fresh.Add(record);
                Rollouts++;
            }
            else if (_rollouts[record.Key] == hash)
            {
                Duplicates += _readAgain.Remove(record.Key) ? 0 : 1;
            }
            else if (!record.StopReason.IsEnvironmentFailure)
            {
                // A failing environment need not fail alike twice; everything else must come out alike.
                Differing++;
                differing ??= record;
            }
        }

        Finished += fresh.Count > 0 ? 1 : 0;
        _items.TryAdd(result.Item, HashOf(records));
        return (fresh, differing);
    }

    /// <summary>Compares a finished item that came when its job was done.</summary>
    /// <returns>False if it was something else than before.</returns>
    public bool IsAsBefore(ItemResult result, IReadOnlyList<(RolloutRecord Record, UInt128 Hash)> records)
    {
        if (!_items.TryGetValue(result.Item, out var known) || records.Any(record => record.Record.StopReason.IsEnvironmentFailure))
        {
            return true;
        }

        var same = known == HashOf(records);
        Duplicates += same ? records.Count : 0;
        Differing += same ? 0 : records.Count;
        return same;
    }

    /// <summary>Forgets the rollouts of the job before; its items are remembered.</summary>
    /// <param name="kept">What an earlier process took of the job. Its results may still be on the servers: each is compared, and its first is no second one.</param>
    /// <param name="withTexts">Whether results hold the texts of what was seen; a journal may hold them where results do not.</param>
    public void BeginJob(IReadOnlyDictionary<string, RolloutRecord> kept, bool withTexts)
    {
        _rollouts.Clear();
        _readAgain.Clear();
        foreach (var (key, record) in kept)
        {
            _rollouts.Add(key, Packed.HashOf(Packed.LineOf(withTexts ? record : record with { Texts = null, Before = null, Replayed = null })));
            _readAgain.Add(key);
        }
    }

    /// <summary>What an earlier process left on the servers has been read: what comes of its rollouts from now on comes again.</summary>
    public void EndReadingAgain() => _readAgain.Clear();

    /// <summary>The whole in a line.</summary>
    public override string ToString()
    {
        var text = FormattableString.Invariant($"{_workers.Count} workers played {Rollouts} rollouts in {Finished} items");
        text += Failed + Unknown + Poisoned == 0
            ? ""
            : FormattableString.Invariant($"; {Failed} times an item failed, {Unknown} times nobody said what became of one, {Poisoned} were given up");
        return text + (Duplicates + Differing == 0 ? "." : FormattableString.Invariant($"; {Duplicates} rollouts came twice and were the same, {Differing} were not."));
    }

    private static UInt128 HashOf(IReadOnlyList<(RolloutRecord Record, UInt128 Hash)> records)
    {
        var bytes = new byte[records.Count * 16];
        for (var i = 0; i < records.Count; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(i * 16), records[i].Hash);
        }

        return Packed.HashOf(bytes);
    }
}
