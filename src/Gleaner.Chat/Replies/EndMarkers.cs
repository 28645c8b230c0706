using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>Marks by which models end a turn, which some servers leave in the text.</summary>
internal static partial class EndMarkers
{
    /// <summary>The text before the first mark, and whether there is one.</summary>
    public static (string Text, bool IsMarked) Cut(string text)
    {
        var begin = Head().Match(text);
        var body = begin.Success ? text[begin.Length..] : text;
        return Mark().Match(body) is { Success: true } mark ? (body[..mark.Index], true) : (body, begin.Success);
    }

    [GeneratedRegex(
        @"</s>|<eos>|<turn\|>|\[/INST\]|<end_of_turn>|<end_code>|<end_of_utterance>|<｜end▁of▁sentence｜>|<\|(?:im_end|im_start|eot_id|eom_id|eot|eos|end|end_of_text|endoftext|end_of_turn|end_of_turn_token|return|call|user|observation|start_header_id|endofprompt|(?!tool_call)[a-z_]*end[a-z_]*)\|>",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\A\s*(?:<s>|<\|im_start\|>\s*assistant\s*|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>|<\|assistant\|>|<start_of_turn>\s*model\s*|<\|turn>\s*model\s*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Head();
}
