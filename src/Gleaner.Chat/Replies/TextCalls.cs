using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>
/// Calls of tools that models write into their text, as their templates teach it and as servers without a parser for it leave it there:
/// Hermes and Qwen (<c>&lt;tool_call&gt;</c>), Qwen3-Coder and GLM (the same with tags for arguments), Llama, Mistral, DeepSeek, Kimi,
/// Granite, Command R, InternLM, Glaive, Claude's <c>&lt;invoke&gt;</c>, and lists of calls as JSON.
/// </summary>
internal static partial class TextCalls
{
    /// <summary>Takes the calls out of a text; one that can't be read is a call without an action.</summary>
    /// <returns>What is left of the text.</returns>
    public static string Take(string text, List<MessageCall> calls)
    {
        if (Listed(text) is { Count: > 0 } listed)
        {
            calls.AddRange(listed);
            return "";
        }

        if (!text.AsSpan().ContainsAny('<', '['))
        {
            return text;
        }

        var (before, isAny) = (calls.Count, false);
        var left = Wrapped().Replace(text, match =>
        {
            isAny = true;
            calls.AddRange(In(match.Groups["body"].Value));
            return "\n";
        });
        left = Named().Replace(left, match =>
        {
            isAny = true;
            calls.Add(OfNamed(match));
            return "\n";
        });
        if (isAny && calls.Count == before)
        {
            calls.Add(MessageCall.Unread);
        }

        return isAny ? Frames().Replace(left, "\n") : left;
    }

    // [{"name":…,"arguments":…},…] and nothing else.
    private static List<MessageCall>? Listed(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length < 2 || trimmed[0] != '[' || trimmed[^1] != ']' || trimmed[1..].TrimStart() is not ['{', ..])
        {
            return null;
        }

        using var document = LenientJson.TryParse(trimmed.ToString());
        return document?.RootElement.EnumerateArray().All(MessageCall.Is) == true ? [.. MessageCall.AllOf(document.RootElement)] : null;
    }

    private static IEnumerable<MessageCall> In(string body)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return [];
        }

        if (Named().Matches(body) is { Count: > 0 } named)
        {
            return [.. named.Select(OfNamed)];
        }

        if (body.Contains("<arg_key>", StringComparison.Ordinal))
        {
            return [Tagged(body[..body.IndexOf("<arg_key>", StringComparison.Ordinal)], GlmArgument().Matches(body))];
        }

        if (NameThenArguments().Match(body) is { Success: true } call)
        {
            return [OfText(call.Groups["name"].Value, call.Groups["arguments"].Value)];
        }

        using var document = LenientJson.TryParseAny(Fence().Replace(body, "").Trim());
        return document?.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? [.. MessageCall.AllOf(document.RootElement)] : [MessageCall.Unread];
    }

    private static MessageCall OfNamed(Match match)
    {
        var (name, body) = (match.Groups["name"].Value, match.Groups["body"].Value);
        return TaggedArgument().Matches(body) is { Count: > 0 } arguments ? Tagged(name, arguments) : OfText(name, Fence().Replace(body, ""));
    }

    private static MessageCall OfText(string name, string arguments)
    {
        using var document = string.IsNullOrWhiteSpace(arguments) ? null : LenientJson.TryParseAny(arguments.Trim());
        return new MessageCall(null, name, string.IsNullOrWhiteSpace(arguments) ? CallText.Of(name, (JsonElement?)null)
            : document?.RootElement is { ValueKind: JsonValueKind.Object } values ? CallText.Of(name, values)
            : null);
    }

    // Values in tags are texts, or JSON of anything else.
    private static MessageCall Tagged(string name, MatchCollection arguments)
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (Match argument in arguments)
        {
            var text = argument.Groups["value"].Value;
            using var document = LenientJson.TryParse(text);
            values[argument.Groups["key"].Value.Trim()] = document is null or { RootElement.ValueKind: JsonValueKind.String } ? JsonValue.Create(text) : LenientJson.NodeOf(document.RootElement);
        }

        var tool = name.Trim();
        return new MessageCall(null, tool, tool.Length == 0 || tool.Any(char.IsWhiteSpace) ? null : CallText.Of(tool, values));
    }

    [GeneratedRegex(
        @"(?:<tool_calls?>|<\|tool_call\|>|<functioncall>|\[TOOL_CALLS\]|<\|python_tag\|>|<\|START_ACTION\|>|<\|action_start\|>\s*<\|plugin\|>)"
        + @"(?<body>.*?)"
        + @"(?:</tool_calls?>|<\|/tool_call\|>|</functioncall>|<\|action_end\|>|<\|END_ACTION\|>|(?=<tool_call>|<functioncall>|\[TOOL_CALLS\]|<\|python_tag\|>)|\z)",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wrapped();

    [GeneratedRegex(
        @"<function=(?<name>[^<>\s]+)>(?<body>.*?)(?:</function>|\z)"
        + @"|<(?:antml:)?invoke\s+name=""(?<name>[^""<>]+)""\s*>(?<body>.*?)(?:</(?:antml:)?invoke>|\z)"
        + @"|<｜tool▁call▁begin｜>(?:function<｜tool▁sep｜>(?<name>[^\s<>]+)\s|(?<name>[^\s<>]+)<｜tool▁sep｜>)(?<body>.*?)(?:<｜tool▁call▁end｜>|\z)"
        + @"|<\|tool_call_begin\|>\s*(?:functions\.)?(?<name>[^\s<>:]+)(?::\d+)?\s*<\|tool_call_argument_begin\|>(?<body>.*?)(?:<\|tool_call_end\|>|\z)",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"</?(?:antml:|minimax:)?(?:function_calls|tool_call)>|<｜tool▁calls▁(?:begin|end)｜>|<\|tool_calls_section_(?:begin|end)\|>", RegexOptions.CultureInvariant)]
    private static partial Regex Frames();

    [GeneratedRegex(@"<(?:antml:)?parameter(?:=(?<key>[^<>]+)|\s+name=""(?<key>[^""<>]+)"")>\n?(?<value>.*?)\n?</(?:antml:)?parameter>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex TaggedArgument();

    [GeneratedRegex(@"<arg_key>(?<key>.*?)</arg_key>\s*<arg_value>(?<value>.*?)</arg_value>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex GlmArgument();

    [GeneratedRegex(@"\A\s*(?<name>[\w.-]+)\s*(?:\[CALL_ID\][\w-]*)?\s*(?:\[ARGS\])?\s*(?<arguments>\{.*\})\s*\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex NameThenArguments();

    [GeneratedRegex(@"\A\s*```+(?:json)?|```+\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();
}
