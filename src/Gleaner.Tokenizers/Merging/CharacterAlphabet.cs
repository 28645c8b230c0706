using System.Text;

namespace Gleaner.Tokenizers.Merging;

/// <summary>Symbols of SentencePiece-style vocabularies: every character is one, or its bytes (<c>&lt;0x0A&gt;</c>) where the vocabulary lacks it.</summary>
internal sealed class CharacterAlphabet : IAlphabet
{
    private readonly Dictionary<int, int> _ids = [];
    private readonly int[] _direct = new int[0x3000];
    private readonly int[]? _byteIds;
    private readonly int? _unknown;
    private readonly bool _isFused;

    /// <param name="tokens">The tokens that ordinary text may become.</param>
    /// <param name="byteIds">Ids of the 256 byte tokens; null without byte fallback.</param>
    /// <param name="unknown">Id for a character that the vocabulary lacks.</param>
    /// <param name="isFused">Whether a run of such characters is one token.</param>
    public CharacterAlphabet(IEnumerable<KeyValuePair<string, int>> tokens, int[]? byteIds, int? unknown, bool isFused)
    {
        Array.Fill(_direct, -1);
        foreach (var (token, id) in tokens)
        {
            if (Rune.TryGetRuneAt(token.Length > 0 ? token : "\uD800", 0, out var rune) && rune.Utf16SequenceLength == token.Length)
            {
                _ids[rune.Value] = id;
                if (rune.Value < _direct.Length)
                {
                    _direct[rune.Value] = id;
                }
            }
        }

        (_byteIds, _unknown, _isFused) = (byteIds, unknown, isFused);
    }

    public void Spell(ReadOnlySpan<char> word, Symbols symbols)
    {
        Span<byte> bytes = stackalloc byte[4];
        var run = new UnknownRun(_unknown, _isFused, symbols);
        for (var at = 0; at < word.Length;)
        {
            Rune.DecodeFromUtf16(word[at..], out var rune, out var width);
            at += width;
            var id = rune.Value < _direct.Length ? _direct[rune.Value] : _ids.GetValueOrDefault(rune.Value, -1);
            if (id >= 0)
            {
                run.Close();
                symbols.Add(id, at);
            }
            else if (_byteIds is null)
            {
                run.Add(at);
            }
            else
            {
                foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
                {
                    symbols.Add(_byteIds[value], at);
                }
            }
        }

        run.Close();
    }

    public string Write(ReadOnlySpan<char> word) => word.ToString();
}
