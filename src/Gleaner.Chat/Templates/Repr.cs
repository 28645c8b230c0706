using System.Globalization;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>Python's <c>str</c> and <c>repr</c>; characters of texts keep their origins.</summary>
internal static class Repr
{
    /// <summary>Appends the value as it is printed.</summary>
    /// <returns>False if Python would print an address or the like.</returns>
    public static bool TryAppend(Value value, TracedTextBuilder output, bool quoted = false)
    {
        switch (value)
        {
            case UndefinedValue:
                output.Append(quoted ? "Undefined" : "", TextOrigin.Template);
                return true;
            case NoneValue:
                output.Append("None", TextOrigin.Template);
                return true;
            case BooleanValue:
                output.Append(value.IsTrue ? "True" : "False", TextOrigin.Template);
                return true;
            case IntegerValue integer:
                output.Append(integer.Number.ToString(CultureInfo.InvariantCulture), TextOrigin.Template);
                return true;
            case FloatValue number:
                output.Append(Number.Write(number.Number), TextOrigin.Template);
                return true;
            case TextValue text:
                if (quoted)
                {
                    AppendQuoted(text.Traced, output);
                }
                else
                {
                    output.Append(text.Traced);
                }

                return true;
            case ListValue { Kind: ListKind.List or ListKind.Tuple } list:
                return TryAppendList(list, output);
            case DictValue dict:
                return TryAppendDict(dict, output);
            default:
                return false;
        }
    }

    private static bool TryAppendList(ListValue list, TracedTextBuilder output)
    {
        var isTuple = list.Kind == ListKind.Tuple;
        output.Append(isTuple ? '(' : '[', TextOrigin.Template);
        for (var i = 0; i < list.Items.Count; i++)
        {
            output.Append(i > 0 ? ", " : "", TextOrigin.Template);
            if (!TryAppend(list.Items[i], output, quoted: true))
            {
                return false;
            }
        }

        output.Append(isTuple ? list.Items.Count == 1 ? ",)" : ")" : "]", TextOrigin.Template);
        return true;
    }

    private static bool TryAppendDict(DictValue dict, TracedTextBuilder output)
    {
        output.Append('{', TextOrigin.Template);
        var separator = "";
        foreach (var (key, value) in dict.Entries)
        {
            output.Append(separator, TextOrigin.Template);
            separator = ", ";
            if (!TryAppend(key, output, quoted: true))
            {
                return false;
            }

            output.Append(": ", TextOrigin.Template);
            if (!TryAppend(value, output, quoted: true))
            {
                return false;
            }
        }

        output.Append('}', TextOrigin.Template);
        return true;
    }

    private static void AppendQuoted(TracedText text, TracedTextBuilder output)
    {
        var quote = text.Text.Contains('\'') && !text.Text.Contains('"') ? '"' : '\'';
        output.Append(quote, TextOrigin.Template);
        foreach (var run in text.Runs)
        {
            for (var i = run.Start; i < run.End; i++)
            {
                var character = text.Text[i];
                var isPair = char.IsSurrogatePair(text.Text, i);
                if (isPair && IsPrintable(CharUnicodeInfo.GetUnicodeCategory(text.Text, i)))
                {
                    output.Append(text.Text.AsSpan(i, 2), run.Origin);
                }
                else
                {
                    output.Append(Escape(character, isPair ? char.ConvertToUtf32(text.Text, i) : character, quote), run.Origin);
                }

                i += isPair ? 1 : 0;
            }
        }

        output.Append(quote, TextOrigin.Template);
    }

    private static string Escape(char character, int point, char quote) => character switch
    {
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when character == quote => $"\\{quote}",
        ' ' => " ",
        _ when point > 0xFFFF => $"\\U{point:x8}",
        _ when IsPrintable(char.GetUnicodeCategory(character)) => character.ToString(),
        _ when point < 0x100 => $"\\x{point:x2}",
        _ => $"\\u{point:x4}",
    };

    private static bool IsPrintable(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
