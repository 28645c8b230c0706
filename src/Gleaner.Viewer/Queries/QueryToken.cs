using System.Text;

namespace Gleaner.Viewer.Queries;

/// <summary>A word of a query: <c>field:value</c>, <c>field&gt;=number</c>, or words alone; a <c>-</c> in front means not.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="IsNot">Whether it must not hold.</param>
/// <param name="Field">The field; empty for words alone.</param>
/// <param name="Operator"><c>:</c>, <c>=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>; empty for words alone.</param>
/// <param name="Value">What it is compared with, without quotes.</param>
internal sealed record QueryToken(string Text, bool IsNot, string Field, string Operator, string Value)
{
    private const string OperatorStarts = ":=<>";

    /// <summary>Cuts a query into words. Quotes hold words together; one that is not closed reaches to the end.</summary>
    public static IEnumerable<QueryToken> Read(string query)
    {
        for (var i = 0; i < query.Length;)
        {
            if (char.IsWhiteSpace(query[i]))
            {
                i++;
                continue;
            }

            var start = i;
            var isQuoted = false;
            while (i < query.Length && (isQuoted || !char.IsWhiteSpace(query[i])))
            {
                isQuoted ^= query[i++] == '"';
            }

            yield return Of(query[start..i]);
        }
    }

    private static QueryToken Of(string text)
    {
        var isNot = text.Length > 1 && text[0] == '-';
        var body = isNot ? text[1..] : text;
        var end = 0;
        while (end < body.Length && char.IsAsciiLetter(body[end]))
        {
            end++;
        }

        if (end == 0 || end == body.Length || !OperatorStarts.Contains(body[end], StringComparison.Ordinal))
        {
            return new QueryToken(text, isNot, "", "", Unquoted(body));
        }

        var length = body[end] is '<' or '>' && end + 1 < body.Length && body[end + 1] == '=' ? 2 : 1;
        return new QueryToken(text, isNot, body[..end], body.Substring(end, length), Unquoted(body[(end + length)..]));
    }

    private static string Unquoted(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Where(c => c != '"'))
        {
            plain.Append(c);
        }

        return plain.ToString();
    }
}
