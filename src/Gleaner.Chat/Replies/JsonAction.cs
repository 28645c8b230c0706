using System.Text.Json;
using System.Text.RegularExpressions;
using Gleaner.IO.Json;

namespace Gleaner.Chat.Replies;

/// <summary>A reply that is a JSON object.</summary>
/// <param name="Thought">Its thought; null for none.</param>
/// <param name="Action">Its action; empty if it is meant as a reply, but no action can be made out.</param>
/// <param name="Before">What stands before it.</param>
/// <param name="After">What follows it.</param>
internal readonly record struct ObjectReply(string? Thought, string Action, string Before = "", string After = "");

/// <summary>
/// Replies that are a JSON object: <c>{"thought":"…","action":"…"}</c>, with <c>action_input</c>, or a call by name and arguments. An object that says
/// more than that may be an action itself, of an environment whose actions are objects; beside a thought it is none.
/// </summary>
internal static partial class JsonAction
{
    private const int MostObjects = 64;

    private static readonly string[] Actions = ["action", "act", "command", "function", "tool", "tool_name"];
    private static readonly string[] Thoughts = ["thought", "thoughts", "think", "thinking", "reasoning", "reason", "rationale", "analysis", "plan", "reflection", "observation", "explanation"];
    private static readonly string[] Inputs = ["action_input", "actioninput", "input", "action_args", "arguments", "args", "parameters", "action_parameters"];

    // What models say of their own progress; no argument of an action.
    private static readonly string[] Accounts =
    [
        "step", "steps", "step_number", "turn", "round", "iteration", "confidence", "certainty", "probability", "memory", "status", "state", "current_state", "progress", "summary", "note", "notes", "goal", "next_goal",
        "subgoal", "sub_goal", "objective", "evaluation", "evaluation_previous_goal", "expected_outcome", "expected_result", "expectation", "timestamp", "done", "finished", "is_done", "completed", "task_completed", "mood", "emotion",
    ];

    /// <summary>The reply that a text is, with nothing before or behind it; null if it is none.</summary>
    public static ObjectReply? Read(string text)
    {
        var trimmed = text.Trim();
        if (trimmed is not ['{' or '[', ..] || ObjectText.EndOf(trimmed, 0) is { } end && end < trimmed.Length)
        {
            return null;
        }

        using var document = ObjectText.Parse(trimmed);
        return document is null ? Member().IsMatch(trimmed) ? new ObjectReply(null, "") : null
            : document.RootElement.ValueKind == JsonValueKind.Array ? OfList([.. document.RootElement.EnumerateArray()])
            : Of(document.RootElement);
    }

    /// <summary>The first reply in a text: all of it, a block of code, or an object behind words; null if there is none.</summary>
    public static ObjectReply? Find(string text)
    {
        if (!text.AsSpan().ContainsAny('{', '['))
        {
            return null;
        }

        if (Read(text) is { } whole)
        {
            return whole;
        }

        var blocks = PlayedText.Fenced(text);
        if (blocks is [var block, ..] && block.Content.TrimStart() is ['{' or '[', ..] && !ReplyHeadings.HasAction(text[..block.Start]) && (Read(block.Content) ?? Within(block.Content)) is { } fenced)
        {
            return fenced with { Before = text[..block.Start] + fenced.Before, After = fenced.After + text[block.End..] };
        }

        return blocks.Count > 0 ? null : Within(text);
    }

    /// <summary>Whether a text has an object with an action, whole or not.</summary>
    public static bool HasMember(string text) => Member().IsMatch(text);

    /// <summary>An action of a tool's name and its input, which is a JSON object or a text.</summary>
    public static string Join(string name, string input)
    {
        var text = input.Trim();
        using var document = text.StartsWith('{') ? LenientJson.TryParseAny(text) : null;
        return text.Length == 0 ? name
            : document?.RootElement is { ValueKind: JsonValueKind.Object } values && CallText.Of(name, values) is { } call ? call
            : $"{name}[{text}]";
    }

    // An object at the beginning of a line or behind words, with which its line ends.
    private static ObjectReply? Within(string text)
    {
        var at = text.IndexOf('{', StringComparison.Ordinal);
        for (var i = 0; at >= 0 && i < MostObjects; i++, at = text.IndexOf('{', at))
        {
            var end = ObjectText.EndOf(text, at);
            if (end is not null && IsBehindWords(text, at, end.Value) || end is null && IsBehindWords(text, at, text.Length))
            {
                if (ReplyHeadings.HasAction(text[..at]))
                {
                    return null;
                }

                var (value, before, after) = (text[at..(end ?? text.Length)], text[..at], text[(end ?? text.Length)..]);
                if (Member().IsMatch(value) && (Read(value) ?? First(value, before, after)) is { } found)
                {
                    return found with { Before = before, After = after };
                }
            }

            at = end ?? at + 1;
            if (at >= text.Length)
            {
                return null;
            }
        }

        return null;
    }

    // Of several objects that are actions themselves the first is the action.
    private static ObjectReply? First(string value, string before, string after)
    {
        var next = after.TrimStart();
        return string.IsNullOrWhiteSpace(before) && next is ['{', ..] && ObjectText.EndOf(next, 0) is { } end && Member().IsMatch(next[..end]) ? new ObjectReply(null, value) : null;
    }

    private static bool IsBehindWords(string text, int at, int end)
    {
        var line = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var (prefix, rest) = (text[line..at], text[end..].TrimStart(' ', '\t', '.', '*'));
        if (rest is not ([] or ['\n' or '{', ..]))
        {
            return false;
        }

        // "bash {…}" is a tool and its arguments; an object in a thought is not what is done if an action has a heading behind it.
        return (string.IsNullOrWhiteSpace(prefix) || Words().IsMatch(prefix) && !Name().IsMatch(prefix.Trim()))
            && !(ReplyHeadings.Find(text[..at]).Count > 0 && ReplyHeadings.HasAction(rest) && ReplyHeadings.Find(rest) is not [{ Kind: HeadingKind.Observation }, ..]);
    }

    private static ObjectReply? OfList(List<JsonElement> list)
    {
        var replies = list.Select(one => one.ValueKind == JsonValueKind.Object ? Of(one) : null).ToList();
        return replies is [var only] ? only : replies.Exists(reply => reply is not null) && list.TrueForAll(HasAction) ? new ObjectReply(null, "") : null;
    }

    private static bool HasAction(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(member => Actions.Contains(KeyOf(member)));

    private static ObjectReply? Of(JsonElement reply)
    {
        string? thought = null;
        JsonElement? action = null, input = null, name = null;
        var (hasThought, hasAccounts, hasOthers) = (false, false, false);
        foreach (var member in reply.EnumerateObject())
        {
            var key = KeyOf(member);
            if (Actions.Contains(key))
            {
                action = member.Value;
            }
            else if (key == "name")
            {
                name = member.Value;
            }
            else if (Inputs.Contains(key))
            {
                input = member.Value;
            }
            else if (Thoughts.Contains(key))
            {
                hasThought = true;
                thought = MessageContent.TextOf(member.Value) is { } said && !string.IsNullOrWhiteSpace(said) ? ReplyText.Join(thought, said.Trim()) : thought;
            }
            else if (Accounts.Contains(key))
            {
                hasAccounts = true;
            }
            else
            {
                hasOthers |= key is not ("type" or "id");
            }
        }

        if (ActionOf(action, name, input)?.Trim() is not { Length: > 0 } text)
        {
            // A thought alone, or an action that says nothing.
            return hasThought && (action is { ValueKind: JsonValueKind.Null or JsonValueKind.String } || action is null && name is null && input is null && !hasOthers) ? new ObjectReply(thought, "") : null;
        }

        // A single word beside members that nobody knows: they may be what it is done with.
        var isWord = input is null && Name().IsMatch(text);
        return !hasOthers && (!hasAccounts || hasThought || !isWord) ? new ObjectReply(thought, text)
            : hasThought ? new ObjectReply(thought, isWord ? "" : text)
            : null;
    }

    private static string KeyOf(JsonProperty member) => member.Name.ToLowerInvariant().Replace(' ', '_');

    private static string? ActionOf(JsonElement? action, JsonElement? name, JsonElement? input) => (action, name) switch
    {
        ({ ValueKind: JsonValueKind.String } text, null) when input is { ValueKind: JsonValueKind.Object } arguments => CallText.Of(text.GetText()!, arguments),
        ({ ValueKind: JsonValueKind.String } text, null) => input is null or { ValueKind: JsonValueKind.Null } ? text.GetText() : Join(text.GetText()!, MessageContent.TextOf(input.Value)),
        ({ ValueKind: JsonValueKind.Number } number, null) when input is null => number.GetRawText(),
        ({ ValueKind: JsonValueKind.Object } call, null) => Of(call)?.Action,
        (null, { ValueKind: JsonValueKind.String } tool) => CallText.Of(tool.GetText()!, input),
        _ => null,
    };

    [GeneratedRegex(@"[""']action[""']\s*:|[{,]\s*action\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Member();

    [GeneratedRegex(@"\A[\w.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[^=()\[\]{}<>`|\\/]*[\s:：]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
