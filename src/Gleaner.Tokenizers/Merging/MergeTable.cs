using System.Numerics;

namespace Gleaner.Tokenizers.Merging;

/// <summary>The merges by pair: an open-addressed hash table, the innermost look-up of all encoding.</summary>
internal sealed class MergeTable
{
    private const long Empty = -1;
    private readonly long[] _keys;
    private readonly (int Rank, int Id)[] _values;
    private readonly int _shift;

    public MergeTable(IReadOnlyCollection<KeyValuePair<(int Left, int Right), (int Rank, int Id)>> merges)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges.Count * 2));
        _shift = 64 - BitOperations.Log2((uint)size);
        _keys = new long[size];
        _values = new (int, int)[size];
        Array.Fill(_keys, Empty);
        foreach (var ((left, right), value) in merges)
        {
            var slot = Slot(Key(left, right));
            _keys[slot] = Key(left, right);
            _values[slot] = value;
        }
    }

    /// <summary>Rank (the lower, the earlier) and product of a pair; rank <see cref="int.MaxValue"/> where there is none.</summary>
    public (int Rank, int Id) this[int left, int right]
    {
        get
        {
            var slot = Slot(Key(left, right));
            return _keys[slot] == Empty ? (int.MaxValue, -1) : _values[slot];
        }
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    /// <summary>The slot that holds the key, or the free one where it would go.</summary>
    private int Slot(long key)
    {
        var slot = (int)(((ulong)key * 0x9E3779B97F4A7C15) >> _shift);
        while (_keys[slot] != key && _keys[slot] != Empty)
        {
            slot = (slot + 1) & (_keys.Length - 1);
        }

        return slot;
    }
}
