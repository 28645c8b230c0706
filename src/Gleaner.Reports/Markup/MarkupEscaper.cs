using System.Text;
using Gleaner.IO.Texts;

namespace Gleaner.Reports.Markup;

/// <summary>Makes any text safe inside an element or a quoted attribute of HTML and XML.</summary>
internal static class MarkupEscaper
{
    public static void Append(StringBuilder target, string? text)
    {
        if (text is null)
        {
            return;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&': target.Append("&amp;"); break;
                case '<': target.Append("&lt;"); break;
                case '>': target.Append("&gt;"); break;
                case '"': target.Append("&quot;"); break;
                case '\'': target.Append("&#39;"); break;
                case '\t' or '\n' or '\r': target.Append(c); break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        target.Append(c).Append(text[++i]);
                    }
                    else if (VisibleText.IsHidden(c))
                    {
                        // What a browser would not show, or would turn the order of the line by.
                        target.Append(VisibleText.Of([c]));
                    }
                    else
                    {
                        // Lone surrogates are legal in no markup; page text may hold them all the same.
                        target.Append(char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF' ? '\uFFFD' : c);
                    }

                    break;
            }
        }
    }
}
