namespace Gleaner.Tokenizers.Merging;

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
        char[] characters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
        {
            bool isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = isPrintable ? (char)value : next++;
        }

        return characters;
    }
}
