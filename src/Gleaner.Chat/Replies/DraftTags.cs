using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>
/// A draft of an action in a pair of tags that nobody knows (<c>&lt;hmm&gt;</c>, then <c>Action: a</c>, <c>&lt;/hmm&gt;</c>, <c>Action: b</c>): the model names what it
/// does behind them, so what is in them is thought.
/// </summary>
internal static partial class DraftTags
{
    private const int MostTags = 64;

    // Tags around what is said, not around what is thought.
    private static readonly string[] Sayings =
        ["action", "act", "execute", "code", "answer", "answer:opensource", "response", "reply", "output", "final", "final_answer", "result", "solution", "message", "assistant", "command", "tool", "tool_call", "function_call"];

    /// <summary>What is thought (null if there is no such draft), and what is said.</summary>
    public static (string? Thought, string Said) Split(string text)
    {
        if (!text.Contains("</", StringComparison.Ordinal) || FirstAction(text, 0) is not { } first || PairAround(text, first.Start) is not { } pair)
        {
            return (null, text);
        }

        // With an observation between the two they are two cycles; a second action in tags of the same kind is the next step.
        return FirstAction(text, pair.End) is { } next && PairAround(text, next.Start) is null
            && !ReplyHeadings.Find(text[pair.End..next.Start]).Any(heading => heading.Kind == HeadingKind.Observation)
            ? (pair.Body.Trim(), text[..pair.Start] + text[pair.End..])
            : (null, text);
    }

    private static ReplyHeading? FirstAction(string text, int from)
    {
        var rest = text[from..];
        var atLine = ReplyHeadings.Find(rest).Where(heading => heading.Kind == HeadingKind.Action).Cast<ReplyHeading?>().FirstOrDefault();
        var found = (atLine, ReplyHeadings.InLineAction(rest)) switch
        {
            ({ } one, { } other) => one.Start <= other.Start ? one : other,
            var (one, other) => one ?? other,
        };
        return found is { } heading ? heading with { Start = heading.Start + from, End = heading.End + from } : null;
    }

    private static (int Start, int End, string Body)? PairAround(string text, int at)
    {
        foreach (var open in Opening().Matches(text[..at]).Take(MostTags))
        {
            var name = open.Groups["name"].Value;
            var from = open.Index + open.Length;
            var close = text.IndexOf($"</{name}>", from, StringComparison.OrdinalIgnoreCase);
            if (close >= at && !Sayings.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return (open.Index, close + name.Length + 3, text[from..close]);
            }
        }

        return null;
    }

    [GeneratedRegex(@"<(?<name>[A-Za-z][\w:-]*)(?:\s[^<>\n]*)?>", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
