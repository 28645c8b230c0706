using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>
/// Calls in the format of gpt-oss (harmony), which names the tool in the header of a channel:
/// <c>&lt;|channel|&gt;commentary to=functions.look &lt;|constrain|&gt;json&lt;|message|&gt;{…}&lt;|call|&gt;</c>.
/// </summary>
internal static partial class HarmonyCalls
{
    /// <summary>The text with such calls in the tags that <see cref="TextCalls"/> reads; its channels of thoughts and words stay.</summary>
    public static string AsTags(string text) => !text.Contains("<|message|>", StringComparison.Ordinal) ? text : Channel().Replace(text, match =>
    {
        if (match.Groups["tool"].Value is not { Length: > 0 } tool)
        {
            return match.Value;
        }

        return $"<tool_call>{{\"name\":{JsonSerializer.Serialize(tool)},\"arguments\":{(string.IsNullOrWhiteSpace(match.Groups["arguments"].Value) ? "{}" : match.Groups["arguments"].Value)}}}</tool_call>";
    });

    [GeneratedRegex(
        @"(?:<\|start\|>)?(?:assistant)?(?:\s*to=(?:functions\.)?(?<tool>[\w.-]+)\s*)?<\|channel\|>\s*(?:commentary|analysis)(?:\s+to=(?:functions\.)?(?<tool>[\w.-]+))?[^<>\n]*(?:<\|constrain\|>[^<>\n]*)?<\|message\|>(?<arguments>.*?)(?:<\|call\|>|<\|end\|>|\z)",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Channel();
}
