using System.Collections.Concurrent;
using System.Text;

namespace Gleaner.Decoder.Tokens;

/// <summary>
/// Turns text into token ids and back. Ids: 0 is the unknown piece, then the special tokens in the order given, then
/// characters, then merged pieces. Text never yields a special token, whatever it spells. Words are encoded alone: the ids of
/// a text are a prefix of the ids of any text that continues it after a space. Immutable but for a bounded cache; thread-safe.
/// </summary>
public sealed class SubwordVocabulary
{
    // Enough for the words of a large catalogue; beyond it words are encoded again each time, so that hostile text cannot fill memory.
    private const int MaxCachedWords = 1 << 16;
    private const int MaxCachedLength = 64;
    private const char Replacement = '\uFFFD';

    private readonly PieceTable _table;
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _cacheBySpan;
    private readonly Lazy<string> _hash;
    private int _cached;

    internal SubwordVocabulary(PieceTable table)
    {
        _table = table;
        _cacheBySpan = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
        _hash = new Lazy<string>(() => SubwordFile.HashOf(table));
    }

    /// <summary>Number of ids: valid ids are 0..Count-1.</summary>
    public int Count => _table.Count;

    /// <summary>Id of the piece that stands for a character not seen in training.</summary>
    public int UnknownId => PieceTable.UnknownId;

    /// <summary>Names of the special tokens, in id order from 1.</summary>
    public IReadOnlyList<string> SpecialTokens => _table.SpecialTokens;

    /// <summary>SHA-256 of the content, lower-case hex: equal hashes encode equally.</summary>
    public string Hash => _hash.Value;

    internal PieceTable Table => _table;

    /// <summary>The form of a text that encoding keeps: lower case, single spaces, none at either end. Idempotent.</summary>
    public static string Normalize(string text) => TextNormalizer.Normalize(text);

    /// <summary>Reads a vocabulary.</summary>
    /// <exception cref="InvalidDataException">The file is not a vocabulary or its hash does not fit; the message names the file.</exception>
    public static SubwordVocabulary Load(string path) => SubwordFile.Load(path);

    /// <summary>Writes the vocabulary as JSON, atomically.</summary>
    public void Save(string path) => SubwordFile.Save(this, path);

    /// <summary>Id of a special token.</summary>
    /// <exception cref="ArgumentException">There is no such special token.</exception>
    public int IdOf(string specialToken) => TryIdOf(specialToken, out var id)
        ? id
        : throw new ArgumentException($"The vocabulary has no special token '{specialToken}'.", nameof(specialToken));

    /// <summary>Looks up the id of a special token.</summary>
    public bool TryIdOf(string specialToken, out int id) => _table.TryGetSpecial(specialToken, out id);

    /// <summary>Whether the id is a special token's.</summary>
    public bool IsSpecial(int id) => id > PieceTable.UnknownId && id < _table.FirstTextId;

    /// <summary>Text of a piece, with its leading space if it has one; the name of a special token or of the unknown piece.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in 0..Count-1.</exception>
    public string TextOf(int id) => _table.TextOf(id);

    /// <summary>The ids of <paramref name="text"/>.</summary>
    public int[] Encode(string text)
    {
        var ids = new List<int>();
        Encode(text, ids);
        return [.. ids];
    }

    /// <summary>Appends the ids of <paramref name="text"/> to <paramref name="ids"/>.</summary>
    public void Encode(string text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var word in new WordEnumerator(TextNormalizer.NormalizeWithLeadingSpace(text)))
        {
            ids.AddRange(_cacheBySpan.TryGetValue(word, out var known) ? known : EncodeNew(word.ToString()));
        }
    }

    /// <summary>
    /// The text of <paramref name="ids"/>, without the leading space. The inverse of <see cref="Encode(string)"/> for
    /// normalised text of known characters; special tokens print their names, the unknown piece U+FFFD.
    /// </summary>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            if (id == PieceTable.UnknownId)
            {
                text.Append(Replacement);
            }
            else
            {
                text.Append(_table.TextOf(id));
            }
        }

        return text.Length > 0 && text[0] == ' ' ? text.ToString(1, text.Length - 1) : text.ToString();
    }

    private int[] EncodeNew(string word)
    {
        var ids = WordEncoder.Encode(_table, word);
        if (word.Length <= MaxCachedLength && Volatile.Read(ref _cached) < MaxCachedWords && _cache.TryAdd(word, ids))
        {
            Interlocked.Increment(ref _cached);
        }

        return ids;
    }
}
