using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>
/// Takes out of a text what a reasoning model thinks: <c>&lt;think&gt;…&lt;/think&gt;</c> and its kin, in any case, nested,
/// repeated, never closed, or closed without having been opened (templates that open it in the prompt).
/// </summary>
internal static partial class ThoughtTags
{
    private const string Own = "(?:think|thinking|thought|reasoning|seed:think|think:opensource)";
    private const string Asked = "(?<pair>scratchpad|inner_monologue|inner_thoughts|reflection|analysis|rationale|plan|thoughts|reason|thought_process|cot|internal|antThinking)";

    // Tags that pages have, too.
    private static readonly string[] Words = ["reason", "internal", "cot"];

    /// <summary>What is thought (null if nothing), and what is said.</summary>
    public static (string? Thought, string Said) Split(string text)
    {
        var parts = Parts(text);
        var thought = string.Join('\n', parts.Where(part => part.IsThought).Select(part => part.Text.Trim()).Where(part => part.Length > 0));
        return (thought.Length > 0 ? thought : null, string.Concat(parts.Where(part => !part.IsThought).Select(part => part.Text)));
    }

    /// <summary>The parts of a text in order, without the tags.</summary>
    /// <param name="whole">The text.</param>
    /// <param name="isLog">Whether it is a log, which may hold pages with tags of their own.</param>
    public static IReadOnlyList<(bool IsThought, string Text)> Parts(string whole, bool isLog = false)
    {
        var text = Announced().Replace(whole, "<think>${thought}</think>", 1);
        var parts = new List<(bool IsThought, string Text)>();
        var (depth, from, isThinker) = (0, 0, false);
        var ends = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var hasActed = false;
        foreach (Match tag in Tag().Matches(text))
        {
            if (tag.Groups["pair"].Value is { Length: > 0 } pair
                && (!(tag.Groups["closing"].Success ? ends.ContainsKey(pair) : IsClosed(text, tag.Index, pair, ends)) || isLog && Words.Contains(pair, StringComparer.OrdinalIgnoreCase)))
            {
                // Not a thought, but a word that happens to stand in angle brackets.
                continue;
            }

            hasActed |= !isLog && depth == 0 && ReplyHeadings.HasAction(text[from..tag.Index]);
            if (hasActed && depth == 0 && tag.Groups["pair"].Success)
            {
                // What stands in an action is a part of it.
                continue;
            }

            var isClose = tag.Groups["close"].Success;
            parts.Add((depth > 0, text[from..tag.Index]));
            from = tag.Index + tag.Length;
            if (isClose && !isThinker)
            {
                // It was open before the text began.
                parts = [.. parts.Select(part => (true, part.Text))];
            }

            isThinker |= isClose || tag.Groups["open"].Success;
            depth = tag.Groups["open"].Success ? depth + 1 : isClose ? Math.Max(0, depth - 1) : 0;
        }

        parts.Add((depth > 0, text[from..]));
        return parts;
    }

    private static bool IsClosed(string text, int at, string name, Dictionary<string, int> ends)
    {
        if (!ends.TryGetValue(name, out var end))
        {
            end = ends[name] = text.LastIndexOf($"</{name}>", StringComparison.OrdinalIgnoreCase);
        }

        return end > at;
    }

    // The tags of DeepSeek, Qwen and others; those that prompts ask for, which count only in pairs; Magistral's; Kimi's; Sky's; Command R's; the channels of gpt-oss and Gemma.
    [GeneratedRegex(
        @"(?<open><[ \t]*" + Own + @"(?:\s[^<>\n]*)?>|<" + Asked + @">|<\|START_THINKING\|>|\[THINK(?:ING)?\]|◁think▷|<\|think(?:ing)?\|>|<\|begin_of_thought\|>|<\|channel>\s*thought\b|(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)(?:\s[^<>\n]*)?<\|message\|>)"
        + @"|(?<close><[ \t]*/[ \t]*" + Own + @"\s*>|(?<closing></" + Asked + @">)|<\|END_THINKING\|>|\[/THINK(?:ING)?\]|◁/think▷|<\|/think(?:ing)?\|>|<\|end_of_thought\|>|<channel\|>|<\|end\|>(?=\s*(?:<\|start\|>|<tool_call>)))"
        + @"|(?<none>(?:<\|start\|>assistant)?<\|channel\|>final(?:\s[^<>\n]*)?<\|message\|>|<\|(?:begin|end)_of_solution\|>|<\|(?:START|END)_RESPONSE\|>)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    // Granite 3.2 thinks under a heading of its own.
    [GeneratedRegex(@"\A\s*Here(?: is|['’]s) my thought process:(?<thought>.*?)(?:^[ \t]*Here(?: is|['’]s) my response:|\z)", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Announced();
}
