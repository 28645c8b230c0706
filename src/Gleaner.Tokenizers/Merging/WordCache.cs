using System.Runtime.InteropServices;

namespace Gleaner.Tokenizers.Merging;

/// <summary>
/// The latest encodings of short words, in a table of fixed size (about 1.5 MB): a word that falls on another's slot replaces
/// it. What comes out never depends on what is cached.
/// </summary>
internal sealed class WordCache
{
    private const int SlotBits = 13, MaxWord = 24, MaxIds = 12;
    private readonly char[] _words = new char[MaxWord << SlotBits];
    private readonly byte[] _wordLengths = new byte[1 << SlotBits];
    private readonly int[] _ids = new int[MaxIds << SlotBits];
    private readonly int[] _ends = new int[MaxIds << SlotBits];
    private readonly byte[] _idCounts = new byte[1 << SlotBits];

    /// <summary>Finds a word's ids and ends; false where it is not there.</summary>
    public bool TryGet(ReadOnlySpan<char> word, out ReadOnlySpan<int> ids, out ReadOnlySpan<int> ends)
    {
        if (word.Length <= MaxWord)
        {
            var slot = Slot(word);
            if (_wordLengths[slot] == word.Length && word.SequenceEqual(_words.AsSpan(slot * MaxWord, word.Length)))
            {
                ids = _ids.AsSpan(slot * MaxIds, _idCounts[slot]);
                ends = _ends.AsSpan(slot * MaxIds, _idCounts[slot]);
                return true;
            }
        }

        ids = ends = default;
        return false;
    }

    public void Put(ReadOnlySpan<char> word, ReadOnlySpan<int> ids, ReadOnlySpan<int> ends)
    {
        if (word.Length > MaxWord || ids.Length > MaxIds)
        {
            return;
        }

        var slot = Slot(word);
        _wordLengths[slot] = (byte)word.Length;
        word.CopyTo(_words.AsSpan(slot * MaxWord));
        _idCounts[slot] = (byte)ids.Length;
        ids.CopyTo(_ids.AsSpan(slot * MaxIds));
        ends.CopyTo(_ends.AsSpan(slot * MaxIds));
    }

    private static int Slot(ReadOnlySpan<char> word)
    {
        var hash = (ulong)word.Length;
        while (word.Length >= 4)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(word))) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
            word = word[4..];
        }

        foreach (var character in word)
        {
            hash = (hash ^ character) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        return (int)((hash * 0x9E3779B97F4A7C15) >> (64 - SlotBits));
    }
}
