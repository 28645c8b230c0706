using System.Text;

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
                    else
                    {
                        // Control characters and lone surrogates are legal in no markup; page text may hold them all the same.
                        target.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF' ? '\uFFFD' : c);
                    }

                    break;
            }
        }
    }
}
