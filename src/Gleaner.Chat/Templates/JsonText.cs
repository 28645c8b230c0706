using System.Globalization;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>JSON as the filter <c>tojson</c> writes it for chat templates: Python's layout, nothing escaped but what must be.</summary>
internal sealed class JsonText(RenderContext context, TracedTextBuilder output, int? indent)
{
    private int _depth;

    /// <summary>Appends the value.</summary>
    /// <returns>The type that has no JSON form; null if all has been written.</returns>
    public string? TryAppend(Value value)
    {
        switch (value)
        {
            case TextValue text:
                AppendString(text.Traced);
                return null;
            case NoneValue:
                Write("null");
                return null;
            case BooleanValue:
                Write(value.IsTrue ? "true" : "false");
                return null;
            case IntegerValue integer:
                Write(integer.Number.ToString(CultureInfo.InvariantCulture));
                return null;
            case FloatValue number:
                Write(WriteFloat(number.Number));
                return null;
            case ListValue { Kind: ListKind.List or ListKind.Tuple } list:
                return Enclose('[', ']', list.Items, TryAppend);
            case DictValue dict:
                return Enclose('{', '}', dict.Entries, TryAppendEntry);
            default:
                return value.TypeName;
        }
    }

    private static string WriteFloat(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : Number.Write(number);

    private string? TryAppendEntry(KeyValuePair<Value, Value> entry)
    {
        if (entry.Key is TextValue text)
        {
            AppendString(text.Traced);
        }
        else if (entry.Key is ListValue)
        {
            return "a key that is a tuple";
        }
        else
        {
            Write("\"");
            TryAppend(entry.Key);
            Write("\"");
        }

        Write(": ");
        return TryAppend(entry.Value);
    }

    private string? Enclose<T>(char open, char close, IReadOnlyList<T> parts, Func<T, string?> append)
    {
        output.Append(open, TextOrigin.Template);
        _depth++;
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                Write(indent is null ? ", " : ",");
            }

            BreakLine();
            if (append(parts[i]) is { } refused)
            {
                return refused;
            }
        }

        _depth--;
        if (parts.Count > 0)
        {
            BreakLine();
        }

        output.Append(close, TextOrigin.Template);
        return null;
    }

    private void BreakLine()
    {
        if (indent is { } width)
        {
            // Indentation can be much longer than what it indents.
            context.Charge(1 + (width * _depth / 8));
            context.CheckLength(output.Length);
            Write("\n");
            Write(new string(' ', width * _depth));
        }
    }

    private void AppendString(TracedText text)
    {
        Write("\"");
        foreach (var run in text.Runs)
        {
            foreach (var character in text.Text.AsSpan(run.Start, run.Length))
            {
                output.Append(Escape(character), run.Origin);
            }
        }

        Write("\"");
    }

    private static string Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        < ' ' => $"\\u{(int)character:x4}",
        _ => character.ToString(),
    };

    private void Write(string text) => output.Append(text, TextOrigin.Template);
}
