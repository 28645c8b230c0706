using System.Globalization;
using System.Text;
using Gleaner.Randomness;

namespace Gleaner.Campaigns.Fuzz;

/// <summary>What is written in a file.</summary>
internal enum Form
{
    Json,
    JsonLines,
    Yaml,
    Text,
    Safetensors,
    Binary,
}

/// <summary>A changed file.</summary>
/// <param name="Kind">How it was changed.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="MeansTheSame">Whether a reader must make the same of it.</param>
internal sealed record Mutation(string Kind, byte[] Bytes, bool MeansTheSame)
{
    private static readonly string[] Numbers = ["-1", "0", "1e999", "-1e999", "9223372036854775808", "18446744073709551616", "1e-400", "0.1", "2147483648", "99999999"];
    private static readonly string[] Values = ["null", "true", "[]", "{}", "\"\"", "\"\\ud800\"", "[[]]", "{\"\":1}", "\"\\u0000\"", "1"];
    private static readonly byte[][] Bits =
    [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x00], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0x1B, (byte)'[', (byte)'2', (byte)'J'], [0xE2, 0x80, 0xAE], [(byte)'\n'], [(byte)'"'], [(byte)'{'], [(byte)'}'],
    ];

    /// <summary>Draws a change.</summary>
    /// <param name="original">The file.</param>
    /// <param name="form">What is written in it.</param>
    /// <param name="chance">Where the choice comes from.</param>
    public static Mutation Draw(byte[] original, Form form, Random chance)
    {
        // One in four means the same.
        if (chance.Next(4) == 0 && Rewriting.Draw(original, form, chance) is { } rewritten)
        {
            return rewritten;
        }

        var changed = original;
        var kinds = new List<string>();
        for (var more = chance.Next(8) == 0 ? 1 + chance.Next(4) : 1; more > 0; more--)
        {
            (var kind, changed) = Spoil(changed, form, chance);
            kinds.Add(kind);
        }

        return new Mutation(string.Join('+', kinds), changed, MeansTheSame: false);
    }

    private static (string, byte[]) Spoil(byte[] bytes, Form form, Random chance)
    {
        if (bytes.Length == 0)
        {
            return ("filled", [.. Bits[chance.Next(Bits.Length)]]);
        }

        var at = form == Form.Safetensors && chance.Next(2) == 0 ? chance.Next(Math.Min(bytes.Length, 400)) : chance.Next(bytes.Length);
        var length = 1 + chance.Next(Math.Min(bytes.Length - at, chance.Next(3) == 0 ? 4000 : 12));
        switch (chance.Next(form is Form.Safetensors or Form.Binary ? 8 : 14))
        {
            case 0:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << chance.Next(8));
                return ("bit", flipped);
            case 1:
                return ("cut out", [.. bytes[..at], .. bytes[(at + length)..]]);
            case 2:
                return ("doubled", [.. bytes[..(at + length)], .. bytes[at..]]);
            case 3:
                return ("ended", bytes[..at]);
            case 4:
                return ("bytes", [.. bytes[..at], .. Bits[chance.Next(Bits.Length)], .. bytes[at..]]);
            case 5:
                var noise = new byte[length];
                chance.NextBytes(noise);
                return ("noise", [.. bytes[..at], .. noise, .. bytes[(at + length)..]]);
            case 6:
                var to = chance.Next(bytes.Length);
                return ("moved", to > at + length
                    ? [.. bytes[..at], .. bytes[(at + length)..to], .. bytes[at..(at + length)], .. bytes[to..]]
                    : [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]]);
            case 7:
                return ("emptied", chance.Next(3) == 0 ? [] : [.. bytes, .. bytes]);
            case 8:
                return ("deep", Insert(bytes, at, string.Concat(Enumerable.Repeat(chance.Next(2) == 0 ? "[" : "{\"a\":", 20_000))));
            case 9:
                return ("long", Insert(bytes, at, new string((char)('a' + chance.Next(26)), 200_000)));
            default:
                return Token(bytes, at, chance);
        }
    }

    // Another number, value, name or line in place of one that is there.
    private static (string, byte[]) Token(byte[] bytes, int at, Random chance)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var start = Math.Min(at, text.Length - 1);
        switch (chance.Next(4))
        {
            case 0:
                for (var i = Math.Max(start, 0); i < text.Length; i++)
                {
                    if (char.IsAsciiDigit(text[i]))
                    {
                        var end = i;
                        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
                        {
                            end++;
                        }

                        return ("number", Encoding.UTF8.GetBytes(text[..i] + Numbers[chance.Next(Numbers.Length)] + text[end..]));
                    }
                }

                break;
            case 1:
                var colon = text.IndexOf(':', Math.Max(start, 0));
                if (colon > 0)
                {
                    var end = text.IndexOfAny([',', '}', '\n'], colon);
                    return ("value", Encoding.UTF8.GetBytes(text[..(colon + 1)] + Values[chance.Next(Values.Length)] + (end < 0 ? "" : text[end..])));
                }

                break;
            case 2:
                var lines = text.Split('\n').ToList();
                var line = chance.Next(lines.Count);
                var other = chance.Next(lines.Count);
                (lines[line], lines[other]) = (lines[other], lines[line]);
                return ("lines", Encoding.UTF8.GetBytes(string.Join('\n', lines)));
            default:
                var quote = text.IndexOf('"', Math.Max(start, 0));
                if (quote >= 0)
                {
                    return ("name", Encoding.UTF8.GetBytes(text[..(quote + 1)] + chance.Next().ToString(CultureInfo.InvariantCulture) + text[(quote + 1)..]));
                }

                break;
        }

        return ("text", Insert(bytes, at, "\u202e\u0000:- &x *x !!int ? | > % @"));
    }

    private static byte[] Insert(byte[] bytes, int at, string text) => [.. bytes[..at], .. Encoding.UTF8.GetBytes(text), .. bytes[at..]];
}
