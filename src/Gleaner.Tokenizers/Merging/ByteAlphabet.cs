using System.Text;

namespace Gleaner.Tokenizers.Merging;

/// <summary>Byte-level symbols: every byte of the word's UTF-8 is one.</summary>
internal sealed class ByteAlphabet : IAlphabet
{
    private readonly int[] _ids = new int[256];
    private readonly int? _unknown;
    private readonly bool _isFused;

    /// <param name="idOf">Id of a token that ordinary text may become; null where there is none.</param>
    /// <param name="unknown">Id for a byte without a symbol.</param>
    /// <param name="isFused">Whether a run of such bytes is one token.</param>
    public ByteAlphabet(Func<string, int?> idOf, int? unknown, bool isFused)
    {
        for (var value = 0; value < 256; value++)
        {
            _ids[value] = idOf(ByteCharacters.Of((byte)value).ToString()) ?? -1;
        }

        (_unknown, _isFused) = (unknown, isFused);
    }

    public void Spell(ReadOnlySpan<char> word, Symbols symbols)
    {
        Span<byte> bytes = stackalloc byte[4];
        var run = new UnknownRun(_unknown, _isFused, symbols);
        for (var at = 0; at < word.Length;)
        {
            if (word[at] < 0x80)
            {
                Add(_ids[word[at]], ++at, ref run, symbols);
                continue;
            }

            Rune.DecodeFromUtf16(word[at..], out var rune, out var width);
            at += width;
            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                Add(_ids[value], at, ref run, symbols);
            }
        }

        run.Close();
    }

    public string Write(ReadOnlySpan<char> word)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        return string.Create(bytes.Length, bytes, (chars, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                chars[i] = ByteCharacters.Of(source[i]);
            }
        });
    }

    private static void Add(int id, int end, ref UnknownRun run, Symbols symbols)
    {
        if (id < 0)
        {
            run.Add(end);
            return;
        }

        run.Close();
        symbols.Add(id, end);
    }
}

/// <summary>
/// The characters that stand for bytes in byte-level vocabularies (GPT-2's table): printable Latin-1 characters for
/// themselves, the others in order for U+0100 and up.
/// </summary>
internal static class ByteCharacters
{
    private static readonly char[] Characters = Make();

    public static char Of(byte value) => Characters[value];

    /// <summary>The byte that a character stands for, or -1.</summary>
    public static int ByteOf(char character) =>
        character < 0x180 ? Array.IndexOf(Characters, character) : -1;

    private static char[] Make()
    {
        var characters = new char[256];
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
        {
            var isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = isPrintable ? (char)value : next++;
        }

        return characters;
    }
}
