using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>
/// Takes the action out of what follows its heading: a fenced block as a whole, or its first line and the lines that are plainly
/// one action with it (an open bracket, an indented block, SQL, a shell's here-document). Emphasis and quoting around the whole of it go; backticks, quotes
/// and asterisks that are part of it stay.
/// </summary>
internal static partial class PlayedText
{
    private const int ShortestFence = 3;
    private const int MostLines = 400;

    private static readonly string[] Wrappers = ["**", "__", "`", "*", "_"];

    /// <summary>An action, what follows it, and whether it is open at the end.</summary>
    public static (string Action, string After, bool IsOpen) First(string body)
    {
        var text = body.TrimStart();
        if (IsFenced(text))
        {
            return FencedAtStart(text);
        }

        if (HereDocument(text) is { } document)
        {
            return (text[..document].TrimEnd(), text[document..], false);
        }

        var lines = text.Split('\n');
        var end = ReplyHeadings.EndOfLine(lines[0]);
        var first = lines[0][..end];
        if (end < lines[0].Length)
        {
            return (Bare(first), string.Join('\n', [lines[0][end..], .. lines[1..]]), false);
        }

        if (BlockBehindName(first, lines) is { } block)
        {
            return block;
        }

        var count = 1;
        while (count < Math.Min(lines.Length, MostLines) && !string.IsNullOrWhiteSpace(lines[count]) && Continues(lines, count))
        {
            count++;
        }

        return (Bare(string.Join('\n', lines[..count])), string.Join('\n', lines[count..]), false);
    }

    /// <summary>What a tool is given: a fenced block, a JSON object or else all of a section. What follows it, and whether it is open at the end.</summary>
    public static (string Input, string After, bool IsOpen) Section(string body)
    {
        var text = body.Trim();
        if (IsFenced(text))
        {
            return FencedAtStart(text);
        }

        if (text.StartsWith('{') && ObjectText.EndOf(text, 0) is { } end && end < text.Length && ObjectText.Parse(text[..end]) is { } document)
        {
            document.Dispose();
            return (text[..end], text[end..], false);
        }

        var newline = text.IndexOf('\n', StringComparison.Ordinal);
        var first = newline < 0 ? text.Length : newline;
        return ReplyHeadings.EndOfLine(text[..first]) is var cut && cut < first ? (Bare(text[..cut]), text[cut..], false) : (Bare(text), "", false);
    }

    /// <summary>Whether a text begins with a fence, of backticks or of tildes.</summary>
    public static bool IsFenced(string text) => FenceOf(text) > 0;

    /// <summary>Where the block ends that a text begins with, code in a fence or a here-document, in which nothing is a heading; 0 if there is none.</summary>
    public static int EndOfBlock(string text)
    {
        var body = text.TrimStart();
        return (Fenced(body) is [{ Start: 0 } block, ..] ? block.End : HereDocument(body)) is { } end ? text.Length - body.Length + end : 0;
    }

    /// <summary>What stands between three backticks within a line, where there is one such place; null otherwise.</summary>
    public static (int Start, string Content)? Inline(string text) =>
        InlineFence().Matches(text) is [{ } only] && only.Groups["content"].Value.Trim() is { Length: > 0 } content ? (only.Index, content) : null;

    /// <summary>The fenced blocks of a text that are closed: where each begins and ends, and what is in it.</summary>
    public static IReadOnlyList<(int Start, int End, string Content)> Fenced(string text)
    {
        var blocks = new List<(int, int, string)>();
        int? open = null;
        var (contentStart, fence) = (0, "");
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is var newline and >= 0 ? newline : text.Length;
            var line = text.AsSpan(at, end - at).Trim();
            if (open is { } start && line.StartsWith(fence) && line.Trim(fence[0]).IsEmpty)
            {
                blocks.Add((start, end, text[contentStart..at].Trim('\n').TrimEnd()));
                open = null;
            }
            else if (open is null && FenceOf(line) is > 0 and var length)
            {
                if (line[0] == '`' && line.Length > 2 * ShortestFence && line.EndsWith("```") && !line.Trim('`').Contains('`'))
                {
                    blocks.Add((at, end, line.Trim('`').Trim().ToString()));
                }
                else if (Language().IsMatch(line))
                {
                    (open, contentStart, fence) = (at, Math.Min(text.Length, end + 1), line[..length].ToString());
                }
            }

            at = end + 1;
        }

        return blocks;
    }

    /// <summary>A text without what is wrapped around the whole of it.</summary>
    public static string Bare(string text)
    {
        var bare = text.Trim();
        for (var i = 0; i < Wrappers.Length; i++)
        {
            var wrapper = Wrappers[i];
            if (bare.Length > 2 * wrapper.Length && bare.StartsWith(wrapper, StringComparison.Ordinal) && bare.EndsWith(wrapper, StringComparison.Ordinal)
                && bare[wrapper.Length..^wrapper.Length] is var inner && !inner.Contains(wrapper, StringComparison.Ordinal) && inner.Trim().Length > 0)
            {
                (bare, i) = (inner.Trim(), -1);
            }
        }

        return bare;
    }

    /// <summary>A text without emphasis that its heading opened.</summary>
    public static string Close(string text, string opening) =>
        opening.Length > 0 && text.EndsWith(opening, StringComparison.Ordinal) ? text[..^opening.Length].TrimEnd() : text;

    private static (string Action, string After, bool IsOpen) FencedAtStart(string text)
    {
        if (Fenced(text) is [{ Start: 0 } block, ..])
        {
            return (block.Content, text[block.End..], false);
        }

        // Never closed: all of it, or nothing but the fence.
        var content = OpenFence().Replace(text, "", 1).TrimEnd();
        return (content.Trim('\n').TrimEnd(text[0]).TrimEnd(), "", true);
    }

    // A tool's name and a block that it is given ("bash", then the lines) are one action.
    private static (string Action, string After, bool IsOpen)? BlockBehindName(string first, string[] lines)
    {
        var fence = 1;
        while (fence < lines.Length && string.IsNullOrWhiteSpace(lines[fence]))
        {
            fence++;
        }

        if (fence == lines.Length || !IsFenced(lines[fence]) || !ToolName().IsMatch(first.Trim()))
        {
            return null;
        }

        var rest = string.Join('\n', lines[fence..]);
        return Fenced(rest) is [{ Start: 0, Content.Length: > 0 } block, ..] ? ($"{first.Trim()}\n{rest[..block.End].TrimEnd()}", rest[block.End..], false) : null;
    }

    private static int FenceOf(ReadOnlySpan<char> line)
    {
        var length = line is ['`' or '~', ..] ? line.IndexOfAnyExcept(line[0]) is >= 0 and var other ? other : line.Length : 0;
        return length >= ShortestFence ? length : 0;
    }

    // Where a shell's here-document ends that the first line begins; null if it does not, or it has no end.
    private static int? HereDocument(string text)
    {
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        if (line < 0 || HereMark().Match(text[..line]) is not { Success: true } mark)
        {
            return null;
        }

        while (line < text.Length)
        {
            var next = text.IndexOf('\n', line + 1) is >= 0 and var found ? found : text.Length;
            if (text.AsSpan(line + 1, next - line - 1).Trim().SequenceEqual(mark.Groups["mark"].Value))
            {
                return next;
            }

            line = next;
        }

        return null;
    }

    private static bool Continues(string[] lines, int at)
    {
        var before = string.Join('\n', lines[..at]);
        var last = lines[at - 1].TrimEnd();
        return lines[at][0] is ' ' or '\t' && lines[at].Trim().Length > 0 && !ReplyHeadings.Find(lines[at]).Any()
            || last.EndsWith('\\') || last.EndsWith(',') || last.EndsWith(':')
            || Depth(before) > 0
            || Sql().IsMatch(before) && !last.EndsWith(';');
    }

    // Open brackets, outside of double quotes.
    private static int Depth(string text)
    {
        var (depth, isQuoted) = (0, false);
        foreach (var c in text)
        {
            isQuoted ^= c == '"';
            depth += isQuoted ? 0 : c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
        }

        return depth;
    }

    [GeneratedRegex(@"\A[A-Za-z][\w.-]*\z")]
    private static partial Regex ToolName();

    [GeneratedRegex(@"(?<!`)```(?<content>[^`\n]+)```(?!`)")]
    private static partial Regex InlineFence();

    [GeneratedRegex(@"<<-?[ \t]*(?<quote>['""]?)(?<mark>[A-Za-z_]\w*)\k<quote>(?!\w)")]
    private static partial Regex HereMark();

    [GeneratedRegex(@"\A(?:```+|~~~+)[ \t]*(?:[A-Za-z][\w+#.-]*)?\z")]
    private static partial Regex Language();

    [GeneratedRegex(@"\A(?:```+|~~~+)[ \t]*(?:[A-Za-z][\w+#.-]*[ \t]*(?=\n|\z))?")]
    private static partial Regex OpenFence();

    [GeneratedRegex(@"\A\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Sql();
}
