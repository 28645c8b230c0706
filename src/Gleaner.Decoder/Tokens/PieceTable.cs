using System.Text;

namespace Gleaner.Decoder.Tokens;

/// <summary>
/// Ids, texts and merge ranks. Order of ids: the unknown piece, special tokens, characters, merged pieces in the order they
/// were learned.
/// </summary>
internal sealed class PieceTable
{
    /// <summary>Id of the piece that stands for a character never seen in training.</summary>
    public const int UnknownId = 0;

    /// <summary>Name of the unknown piece.</summary>
    public const string UnknownName = "<unk>";

    private readonly List<string> _texts = [UnknownName];
    private readonly Dictionary<string, int> _specialIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _textIds = new(StringComparer.Ordinal);
    private readonly Dictionary<Rune, int> _characterIds = [];
    private readonly Dictionary<PiecePair, (int Rank, int Id)> _merges = [];
    private readonly List<PiecePair> _mergeOrder = [];

    public PieceTable(IReadOnlyList<string> specialTokens, IReadOnlyList<Rune> characters)
    {
        foreach (var name in specialTokens)
        {
            if (string.IsNullOrWhiteSpace(name) || name == UnknownName || !_specialIds.TryAdd(name, _texts.Count))
            {
                throw new ArgumentException($"Special token '{name}' is empty, reserved or given twice.", nameof(specialTokens));
            }

            _texts.Add(name);
        }

        foreach (var character in characters)
        {
            if (!_characterIds.TryAdd(character, _texts.Count))
            {
                throw new ArgumentException($"Character '{character}' is given twice.", nameof(characters));
            }

            AddText(character.ToString());
        }

        SpecialTokens = [.. specialTokens];
        Characters = [.. characters];
    }

    public int Count => _texts.Count;

    public int FirstTextId => 1 + SpecialTokens.Count;

    public IReadOnlyList<string> SpecialTokens { get; }

    public IReadOnlyList<Rune> Characters { get; }

    /// <summary>The merges by rank, most frequent in training first.</summary>
    public IReadOnlyList<PiecePair> Merges => _mergeOrder;

    public string TextOf(int id) => _texts[id];

    public bool TryGetSpecial(string name, out int id) => _specialIds.TryGetValue(name, out id);

    public bool TryGetMerge(PiecePair pair, out (int Rank, int Id) merge) => _merges.TryGetValue(pair, out merge);

    /// <summary>Ids of the single characters of <paramref name="word"/>.</summary>
    public IEnumerable<int> CharactersOf(string word) =>
        word.EnumerateRunes().Select(rune => _characterIds.GetValueOrDefault(rune, UnknownId));

    /// <summary>Adds the next merge and returns the id of its piece; two ways to one text share the id.</summary>
    /// <exception cref="ArgumentException">A part is not a text piece, or the merge exists.</exception>
    public int AddMerge(PiecePair pair)
    {
        if (!IsText(pair.Left) || !IsText(pair.Right) || _merges.ContainsKey(pair))
        {
            throw new ArgumentException($"Merge {_mergeOrder.Count} joins the pieces {pair.Left} and {pair.Right}, which cannot be joined here.");
        }

        var text = _texts[pair.Left] + _texts[pair.Right];
        if (!_textIds.TryGetValue(text, out var id))
        {
            id = AddText(text);
        }

        _merges.Add(pair, (_mergeOrder.Count, id));
        _mergeOrder.Add(pair);
        return id;
    }

    private bool IsText(int id) => id >= FirstTextId && id < Count;

    private int AddText(string text)
    {
        _texts.Add(text);
        _textIds.Add(text, _texts.Count - 1);
        return _texts.Count - 1;
    }
}
