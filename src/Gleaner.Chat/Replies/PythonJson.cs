using System.Text;

namespace Gleaner.Chat.Replies;

/// <summary>
/// Values as Python prints them (<c>{'x': True}</c>), which many logs of agents hold in place of JSON: texts in either quotes,
/// <c>True</c>, <c>False</c> and <c>None</c>, tuples.
/// </summary>
internal static class PythonJson
{
    private static readonly (string Python, string Json)[] Words = [("True", "true"), ("False", "false"), ("None", "null")];

    /// <summary>The same value in JSON; whether it is one, the reader of JSON will say.</summary>
    public static string ToJson(string text)
    {
        var json = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (c is '\'' or '"')
            {
                at = AddText(text, at, json);
            }
            else if (char.IsAsciiLetter(c))
            {
                var (python, word) = Words.FirstOrDefault(one => string.CompareOrdinal(text, at, one.Python, 0, one.Python.Length) == 0);
                json.Append(word ?? c.ToString());
                at += python?.Length ?? 1;
            }
            else
            {
                json.Append(c switch { '(' => '[', ')' => ']', _ => c });
                at++;
            }
        }

        return json.ToString();
    }

    private static int AddText(string text, int start, StringBuilder json)
    {
        var quote = text[start];
        json.Append('"');
        var at = start + 1;
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                json.Append(text[at] switch { '"' => "\\\"", '\n' => "\\n", '\t' => "\\t", '\r' => "\\r", var c => c.ToString() });
                continue;
            }

            at++;
            if (text[at] == 'x' && at + 2 < text.Length)
            {
                json.Append("\\u00").Append(text, at + 1, 2);
                at += 2;
            }
            else
            {
                json.Append(text[at] switch { '\'' => "'", 'a' => "\\u0007", 'v' => "\\u000b", '0' => "\\u0000", var c => $"\\{c}" });
            }
        }

        json.Append('"');
        return at + 1;
    }
}
