using System.Text.RegularExpressions;

namespace Gleaner.ScienceWorld.Replay;

/// <summary>What the texts of a replay must have in common with the recorded ones.</summary>
public enum ReplayComparison
{
    /// <summary>Every character. Right for simulators from 1.3.0 on, which repeat themselves.</summary>
    Exact,

    /// <summary>
    /// All but the order in which things are listed and what thermometers read: older simulators, up to 1.2.3, vary in these from
    /// one run of the same actions to the next.
    /// </summary>
    Tolerant,
}

/// <summary>Texts of the simulator without what its older versions vary in.</summary>
internal static partial class TolerantText
{
    private const string ListItem = "\t";
    private const string Comma = ", ";
    private const string LeadIn = ": ";
    private const string Containing = "containing ";

    // What belongs to the thing before it: "a drain, which is open, a substance called water".
    private static readonly string[] Continuations = ["which ", "currently "];

    /// <summary>Whether two texts show the same things, whatever their order, and whatever thermometers read.</summary>
    public static bool IsSameState(string recorded, string seen) =>
        recorded == seen || (recorded.Length > 0 && seen.Length > 0 && Normalize(recorded) == Normalize(seen));

    /// <summary>A text with its lists in ordinal order and without temperatures. Menus of ambiguous actions keep their order, which says what a number means.</summary>
    internal static string Normalize(string text)
    {
        var lines = Temperature().Replace(text, "temperature of # degrees").Split('\n');
        var normal = new List<string>(lines.Length);
        for (var first = 0; first < lines.Length;)
        {
            var end = first + 1;
            while (end < lines.Length && IsItem(lines[first]) && IsItem(lines[end]))
            {
                end++;
            }

            normal.AddRange(lines[first..end].Select(line => IsItem(line) ? ListItem + Things(line[ListItem.Length..]) : line).Order(StringComparer.Ordinal));
            first = end;
        }

        return string.Join('\n', normal);
    }

    private static bool IsItem(string line) => line.StartsWith(ListItem, StringComparison.Ordinal);

    // "a table. On the table is: a bowl (containing a banana, an apple), a glass cup." with what is listed in order, inside and out.
    private static string Things(string text)
    {
        var end = text.EndsWith('.') ? "." : "";
        var body = text[..^end.Length];
        var lead = LastOutside(body, LeadIn) is >= 0 and var at ? body[..(at + LeadIn.Length)]
            : body.StartsWith(Containing, StringComparison.Ordinal) ? Containing
            : "";
        return lead + string.Join(Comma, Split(body[lead.Length..]).Select(Inside).Order(StringComparer.Ordinal)) + end;
    }

    private static string Inside(string thing)
    {
        var open = thing.IndexOf('(', StringComparison.Ordinal);
        var close = thing.LastIndexOf(')');
        return open < 0 || close < open ? thing : $"{thing[..(open + 1)]}{Things(thing[(open + 1)..close])}{thing[close..]}";
    }

    private static List<string> Split(string list)
    {
        var things = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i <= list.Length; i++)
        {
            depth += i == list.Length ? 0 : list[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (i < list.Length && !(depth == 0 && list.AsSpan(i).StartsWith(Comma)))
            {
                continue;
            }

            var thing = list[start..i];
            if (things.Count > 0 && Array.Exists(Continuations, word => thing.StartsWith(word, StringComparison.Ordinal)))
            {
                things[^1] += Comma + thing;
            }
            else
            {
                things.Add(thing);
            }

            start = i + Comma.Length;
        }

        return things;
    }

    private static int LastOutside(string text, string sought)
    {
        var (depth, last) = (0, -1);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            last = depth == 0 && text.AsSpan(i).StartsWith(sought) ? i : last;
        }

        return last;
    }

    [GeneratedRegex(@"temperature of -?\d+(?:\.\d+)? degrees", RegexOptions.CultureInvariant)]
    private static partial Regex Temperature();
}
