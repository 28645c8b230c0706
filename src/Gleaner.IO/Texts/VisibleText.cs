using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gleaner.IO.Texts;

/// <summary>
/// Text from outside, fit to be shown: what would steer a terminal (escape sequences, a carriage return that overwrites the line) or turn the order of what
/// is read (Unicode's bidirectional controls, as in CVE-2021-42574) is written out as <c>\u001b</c>. Tabs and line feeds stay.
/// </summary>
public static class VisibleText
{
    private static readonly SearchValues<char> Hidden = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(IsHidden)]);

    /// <summary>Whether a character is written out.</summary>
    public static bool IsHidden(char character) => character switch
    {
        '\t' or '\n' => false,
        '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' => true,
        _ => char.IsControl(character),
    };

    /// <summary>The text with everything visible; the same object if nothing is hidden in it. A carriage return before a line feed stays.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny(Hidden) ? Of(text.AsSpan()) : text;
    }

    /// <inheritdoc cref="Of(string)"/>
    public static string Of(ReadOnlySpan<char> text)
    {
        var visible = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var isLineEnd = text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n';
            if (!isLineEnd && Hidden.Contains(text[i]))
            {
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                visible.Append(text[i]);
            }
        }

        return visible.ToString();
    }

    /// <summary>A writer that shows everything that is written to it on another one, which is not disposed with it.</summary>
    public static TextWriter Writer(TextWriter inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner as VisibleWriter ?? new VisibleWriter(inner);
    }

    private sealed class VisibleWriter(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => inner.Encoding;

        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string NewLine
        {
            get => inner.NewLine;
            set => inner.NewLine = value;
        }

        public override void Write(char value) => inner.Write(Hidden.Contains(value) ? Of([value]) : value.ToString());

        public override void Write(string? value) => inner.Write(value is null ? null : Of(value));

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (buffer.ContainsAny(Hidden))
            {
                inner.Write(Of(buffer));
            }
            else
            {
                inner.Write(buffer);
            }
        }

        public override void WriteLine() => inner.WriteLine();

        public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : Of(value));

        public override void Flush() => inner.Flush();

        public override Task FlushAsync() => inner.FlushAsync();
    }
}
