using Gleaner.Tokenizers.Merging;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers;

/// <summary>Reads <c>model</c>: byte-pair encoding and nothing else.</summary>
internal sealed class ModelReader
{
    /// <summary>Highest id: bounds the tables by id.</summary>
    public const int MaxId = (1 << 20) - 1;

    private readonly TokenizerNode _model;
    private readonly List<(string Left, string Right, string Product, TokenizerNode Node)> _merges = [];

    public ModelReader(TokenizerNode model)
    {
        _model = model;
        var type = model.Find("type")?.AsString() ?? (model.Find("merges") is null ? "without a type" : "BPE");
        if (type != "BPE")
        {
            throw model.Unsupported($"the model '{type}'", "BPE");
        }

        foreach (var affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (model.Find(affix)?.AsString() is { Length: > 0 })
            {
                throw model[affix].Unsupported("an affix", "none");
            }
        }

        if (model.Find("dropout") is { } dropout && !(dropout.Element.TryGetDouble(out var rate) && rate == 0))
        {
            throw dropout.Unsupported("dropout", "none");
        }

        ReadVocabulary();
        foreach (var node in model["merges"].Items())
        {
            _merges.Add(ReadMerge(node));
        }
    }

    public Dictionary<string, int> Ids { get; } = new(StringComparer.Ordinal);

    public HashSet<int> TakenIds { get; } = [];

    /// <summary>
    /// Whether cutting a text before every run of <paramref name="mark"/> changes no encoding: no token that merging makes has
    /// the mark behind another character, and nothing is looked up or fused over the cut.
    /// </summary>
    public bool MayCutBefore(char mark) =>
        !_model.Flag("ignore_merges")
        && Ids.ContainsKey(mark.ToString())
        && !_merges.Any(merge => merge.Product.AsSpan().TrimStart(mark).Contains(mark));

    /// <summary>Makes the model, with added tokens known: merging never makes a special one.</summary>
    public PairModel Build(Vocabulary vocabulary, bool isByteLevel)
    {
        var merges = new Dictionary<(int, int), (int, int)>(_merges.Count);
        for (var rank = 0; rank < _merges.Count; rank++)
        {
            var (left, right, product, node) = _merges[rank];
            var id = IdOf(product, node);
            if (!vocabulary.IsSpecial(id))
            {
                merges[(IdOf(left, node), IdOf(right, node))] = (rank, id);
            }
        }

        IReadOnlyDictionary<string, int>? words = _model.Flag("ignore_merges") ? new Dictionary<string, int>(vocabulary.OrdinaryOf(Ids)) : null;
        return new PairModel(ReadAlphabet(vocabulary, isByteLevel), new MergeTable(merges), words);
    }

    private IAlphabet ReadAlphabet(Vocabulary vocabulary, bool isByteLevel)
    {
        var isFused = _model.Flag("fuse_unk");
        int? unknown = _model.Find("unk_token") is { } token ? IdOf(token.AsString(), token) : null;
        if (isByteLevel)
        {
            if (unknown is null)
            {
                CheckCommonBytes();
            }

            return new ByteAlphabet(text => Ids.ContainsKey(text) ? vocabulary.OrdinaryIdOf(text) : null, unknown, isFused);
        }

        var byteIds = _model.Flag("byte_fallback") ? ReadByteIds(vocabulary) : null;
        return new CharacterAlphabet(vocabulary.OrdinaryOf(Ids), byteIds, unknown, isFused);
    }

    /// <summary>
    /// Bytes without a token vanish from a text where there is no unknown token. Vocabularies of good repute lack some that their texts
    /// never had, such as parts of rare scripts; one that lacks a letter is damaged.
    /// </summary>
    private void CheckCommonBytes()
    {
        string[] lacking = [.. Enumerable.Range(' ', '~' - ' ' + 1).Prepend('\n').Where(value => !Ids.ContainsKey(ByteCharacters.Of((byte)value).ToString())).Select(value => value == '\n' ? "'\\n'" : $"'{(char)value}'")];
        if (lacking.Length > 0)
        {
            var rest = lacking.Length > 3 ? $" and {lacking.Length - 3} more of the 96 common characters" : "";
            throw _model["vocab"].Error($"has no token for {string.Join(", ", lacking.Take(3))}{rest}, nor is there an unk_token: they would vanish from a text");
        }
    }

    private int[] ReadByteIds(Vocabulary vocabulary) =>
    [
        .. Enumerable.Range(0, 256).Select(value => vocabulary.OrdinaryIdOf($"<0x{value:X2}>")
            ?? throw _model.Error($"asks for byte_fallback, but the vocabulary has no ordinary token <0x{value:X2}>")),
    ];

    private void ReadVocabulary()
    {
        foreach (var (token, node) in _model["vocab"].Members())
        {
            var id = node.AsInt(0, MaxId);
            if (!TakenIds.Add(id) || !Ids.TryAdd(token, id))
            {
                throw node.Error($"has the token '{token}' or its id {id} twice");
            }
        }
    }

    private int IdOf(string token, TokenizerNode node) =>
        Ids.TryGetValue(token, out var id) ? id : throw node.Error($"needs the token '{token}', which is not in the vocabulary");

    private static (string Left, string Right, string Product, TokenizerNode Node) ReadMerge(TokenizerNode node)
    {
        var parts = node.Element.ValueKind == System.Text.Json.JsonValueKind.Array
            ? [.. node.Items().Select(item => item.AsString())]
            : node.AsString().Split(' ');
        return parts is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (left, right, left + right, node)
            : throw node.Error("must be two tokens, in a list or with a space between them");
    }
}
