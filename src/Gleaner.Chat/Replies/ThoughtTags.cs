using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>
/// Takes out of a text what a reasoning model thinks: <c>&lt;think&gt;…&lt;/think&gt;</c> and its kin, in any case, nested,
/// repeated, never closed, or closed without having been opened (templates that open it in the prompt).
/// </summary>
internal static partial class ThoughtTags
{
    /// <summary>What is thought (null if nothing), and what is said.</summary>
    public static (string? Thought, string Said) Split(string text)
    {
        var parts = Parts(text);
        var thought = string.Join('\n', parts.Where(part => part.IsThought).Select(part => part.Text.Trim()).Where(part => part.Length > 0));
        return (thought.Length > 0 ? thought : null, string.Concat(parts.Where(part => !part.IsThought).Select(part => part.Text)));
    }

    /// <summary>The parts of a text in order, without the tags.</summary>
    public static IReadOnlyList<(bool IsThought, string Text)> Parts(string text)
    {
        var parts = new List<(bool IsThought, string Text)>();
        var (depth, from, isThinker) = (0, 0, false);
        foreach (Match tag in Tag().Matches(text))
        {
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

    // The tags of DeepSeek, Qwen and others; Magistral's; Kimi's; Sky's; the channels of gpt-oss.
    [GeneratedRegex(
        @"(?<open><(?:think|thinking|thought|reasoning)(?:\s[^<>\n]*)?>|\[THINK\]|◁think▷|<\|begin_of_thought\|>|(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)(?:\s[^<>\n]*)?<\|message\|>)"
        + @"|(?<close></(?:think|thinking|thought|reasoning)\s*>|\[/THINK\]|◁/think▷|<\|end_of_thought\|>|<\|end\|>(?=\s*<\|start\|>))"
        + @"|(?<none>(?:<\|start\|>assistant)?<\|channel\|>final(?:\s[^<>\n]*)?<\|message\|>|<\|(?:begin|end)_of_solution\|>)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
