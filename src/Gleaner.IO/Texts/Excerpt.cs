using System.Text;

namespace Gleaner.IO.Texts;

/// <summary>Parts of texts from outside, fit for a message: short, and marked with <c>…</c> where something is left out.</summary>
public static class Excerpt
{
    /// <summary>The beginning of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters of it are shown at most; a pair of surrogates is not split.</param>
    public static string Start(string text, int longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= longest ? text : text[..(longest > 0 && char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
    }

    /// <summary>The beginning of a text on one line: control characters and runs of white space become one blank.</summary>
    /// <param name="text">The text, of any length: no more of it is read than is shown and what is blank before.</param>
    /// <param name="longest">How many characters are shown at most.</param>
    public static string OneLine(string text, int longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder();
        var isPending = false;
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                isPending = line.Length > 0;
                continue;
            }

            if (isPending)
            {
                line.Append(' ');
                isPending = false;
            }

            line.Append(character);
            if (line.Length > longest + 1)
            {
                break;
            }
        }

        return Start(line.ToString(), longest);
    }

    /// <summary>The text around a place, on one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The place, 0 to the text's length.</param>
    /// <param name="before">How many characters before it are shown at most.</param>
    /// <param name="after">How many characters from it on are shown at most.</param>
    public static string Around(string text, int at, int before, int after)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = Math.Max(0, at - before);
        var end = Math.Min(text.Length, at + after);
        return (start > 0 ? "…" : "") + text[start..end].Replace("\n", "\\n", StringComparison.Ordinal) + (end < text.Length ? "…" : "");
    }
}
