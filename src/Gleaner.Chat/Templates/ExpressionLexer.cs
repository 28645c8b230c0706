using System.Globalization;
using System.Text;

namespace Gleaner.Chat.Templates;

/// <summary>Reads names, numbers, strings and operators inside tags.</summary>
internal sealed class ExpressionLexer(string source, Func<int, string, ChatTemplateException> fail)
{
    private const string OneCharacter = "+-/*%~[](){}<>=.:|,;";

    public (TokenKind Kind, string Text) Read(ref int position)
    {
        var first = source[position];
        if (char.IsAsciiDigit(first))
        {
            return ReadNumber(ref position);
        }

        if (first == '_' || char.IsLetter(first))
        {
            var start = position;
            while (position < source.Length && (source[position] == '_' || char.IsLetterOrDigit(source[position])))
            {
                position++;
            }

            return (TokenKind.Name, source[start..position]);
        }

        if (first is '\'' or '"')
        {
            return (TokenKind.String, ReadString(ref position));
        }

        if (source.AsSpan(position) is ['=' or '!' or '<' or '>', '=', ..] or ['/', '/', ..] or ['*', '*', ..])
        {
            position += 2;
            return (TokenKind.Operator, source.Substring(position - 2, 2));
        }

        if (!OneCharacter.Contains(first))
        {
            throw fail(position, $"'{first}' (U+{(int)first:X4}) has no meaning here");
        }

        position++;
        return (TokenKind.Operator, first.ToString());
    }

    private (TokenKind, string) ReadNumber(ref int position)
    {
        var start = position;
        SkipDigits(ref position);

        // After a dot digits are an index, as in x.0.1.
        var isIndex = start > 0 && source[start - 1] == '.';
        var isFloat = false;
        if (!isIndex && At(position) == '.' && char.IsAsciiDigit(At(position + 1)))
        {
            position++;
            SkipDigits(ref position);
            isFloat = true;
        }

        var exponent = position + (At(position + 1) is '+' or '-' ? 2 : 1);
        if (!isIndex && At(position) is 'e' or 'E' && char.IsAsciiDigit(At(exponent)))
        {
            position = exponent;
            SkipDigits(ref position);
            isFloat = true;
        }

        if (At(position) == '_' || char.IsLetter(At(position)))
        {
            throw fail(start, "only decimal numbers are supported");
        }

        var text = source[start..position].Replace("_", "");
        if (!isFloat && text.Length > 1 && text[0] == '0' && text.AsSpan().ContainsAnyExcept('0'))
        {
            throw fail(start, "a whole number must not begin with 0");
        }

        return (isFloat ? TokenKind.Float : TokenKind.Integer, text);
    }

    private void SkipDigits(ref int position)
    {
        while (char.IsAsciiDigit(At(position)) || (At(position) == '_' && char.IsAsciiDigit(At(position + 1))))
        {
            position++;
        }
    }

    private string ReadString(ref int position)
    {
        var start = position;
        var quote = source[position++];
        var text = new StringBuilder();
        while (At(position) != quote || position >= source.Length)
        {
            if (position >= source.Length)
            {
                throw fail(start, $"the string is not closed, {quote} is missing");
            }

            if (source[position] == '\\')
            {
                ReadEscape(ref position, text);
            }
            else
            {
                text.Append(source[position++]);
            }
        }

        position++;
        return text.ToString();
    }

    /// <summary>Python's escapes; a backslash before anything else stands for itself.</summary>
    private void ReadEscape(ref int position, StringBuilder text)
    {
        var start = position;
        var letter = At(position + 1);
        position += 2;
        switch (letter)
        {
            case '\n': break;
            case '\\' or '\'' or '"': text.Append(letter); break;
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case 'x': ReadHexadecimal(start, ref position, 2, text); break;
            case 'u': ReadHexadecimal(start, ref position, 4, text); break;
            case 'U': ReadHexadecimal(start, ref position, 8, text); break;
            case 'N': throw fail(start, "the escape \\N{...} is not supported");
            case >= '0' and <= '7':
                position--;
                var value = 0;
                for (var digits = 0; digits < 3 && At(position) is >= '0' and <= '7'; digits++)
                {
                    value = (value * 8) + (source[position++] - '0');
                }

                text.Append((char)value);
                break;
            default:
                position--;
                text.Append('\\');
                break;
        }
    }

    private void ReadHexadecimal(int start, ref int position, int digits, StringBuilder text)
    {
        if (position + digits > source.Length
            || !uint.TryParse(source.AsSpan(position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value > 0x10FFFF)
        {
            throw fail(start, $"the escape needs {digits} hexadecimal digits of a character");
        }

        position += digits;
        if (value < 0x10000)
        {
            text.Append((char)value);
        }
        else
        {
            text.Append(char.ConvertFromUtf32((int)value));
        }
    }

    private char At(int index) => index < source.Length ? source[index] : '\0';
}
