using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>What was asked for.</summary>
public enum ReplyShape
{
    /// <summary>A thought, then an action (ReAct; Yao et al. 2023, arXiv 2210.03629).</summary>
    ThoughtAndAction,

    /// <summary>An action alone.</summary>
    ActionAlone,

    /// <summary>Calls of tools; a message without one is words.</summary>
    ToolCalls,
}

/// <summary>What is taken.</summary>
public enum ReplyRule
{
    /// <summary>Nothing but the form that was asked for.</summary>
    Strict,

    /// <summary>Also what leaves no doubt: emphasised headings, code fences, JSON, text behind the action, a lone line without heading.</summary>
    Tolerant,

    /// <summary>What a recording holds was played: a text without headings is an action as it stands.</summary>
    Recorded,
}

/// <summary>
/// Finds thought and actions in an assistant's message; the same for what a model answers and for what is imported. Of several cycles
/// of thought, action and observation in one message the first action was played: what follows it the model made up, and is cut.
/// </summary>
/// <param name="shape">The form that was asked for.</param>
/// <param name="rule">What is taken beside it.</param>
public sealed partial class ReplyParser(ReplyShape shape, ReplyRule rule)
{
    private const int LongestUnlabelled = 200;
    private const int ShortestSentence = 5;

    /// <summary>Understands a text.</summary>
    public ParsedReply Parse(string text) => Parse(new AssistantMessage(text));

    /// <summary>Understands a message.</summary>
    public ParsedReply Parse(AssistantMessage message)
    {
        var text = message.Text.ReplaceLineEndings("\n");
        var (inner, outside) = ThoughtTags.Split(shape == ReplyShape.ToolCalls || rule != ReplyRule.Strict ? HarmonyCalls.AsTags(text) : text);
        var (draft, undrafted) = DraftTags.Split(outside);
        var (unmarked, isMarked) = EndMarkers.Cut(undrafted);
        var own = MadeUp().Match(unmarked) is { Success: true } madeUp ? unmarked[..madeUp.Index] : unmarked;
        var inText = new List<MessageCall>();
        var said = (shape == ReplyShape.ToolCalls || rule != ReplyRule.Strict ? TextCalls.Take(own, inText) : own).Trim();

        // Calls that are beside the text, too, are the same ones.
        var calls = message.Calls.Count > 0 ? [.. message.Calls] : inText;
        var thought = ReplyText.Join(message.Reasoning?.Trim(), ReplyText.Join(inner, draft));
        var reply = calls.Count > 0 ? OfCalls(calls, said, message.IsTruncated) : OfText(said, message.IsTruncated, isMarked);
        if (reply.Action is { } only && FinalAnswer().IsMatch(only))
        {
            // LangChain's way to say that no tool is called.
            reply = Malformed(reply.Thought);
        }

        return reply with
        {
            Thought = ReplyText.Join(thought, reply.Thought),
            Said = said,
            HasUnreadCall = calls.Exists(call => call.Action is null),
            Cut = reply.Cut | (isMarked ? ReplyCut.EndMarker : ReplyCut.None) | (own.Length < unmarked.Length ? ReplyCut.MadeUpObservation : ReplyCut.None),
        };
    }

    private ParsedReply OfCalls(List<MessageCall> calls, string said, bool isTruncated)
    {
        var thought = WithoutHeadings(said);
        return isTruncated ? Unfinished(thought)
            : calls.Exists(call => call.Action is null) || (rule == ReplyRule.Strict && shape != ReplyShape.ToolCalls) ? Malformed(thought)
            : new ParsedReply(thought, [.. calls.Select(call => call.Action!)], shape == ReplyShape.ToolCalls ? ReplyForm.Clean : ReplyForm.Tolerated);
    }

    private ParsedReply OfText(string said, bool isTruncated, bool isMarked)
    {
        if (said.Length == 0 || shape == ReplyShape.ToolCalls)
        {
            return isTruncated ? Unfinished(said.Length > 0 ? said : null) : Malformed(said.Length > 0 ? WithoutHeadings(said) : null);
        }

        if (rule != ReplyRule.Strict && TaggedAction.Read(said) is { } tagged)
        {
            return isTruncated && !tagged.IsClosed ? Unfinished(WithoutHeadings(tagged.Before))
                : new ParsedReply(WithoutHeadings(tagged.Before), [tagged.Action], ReplyForm.Tolerated) { Cut = string.IsNullOrWhiteSpace(tagged.After) ? ReplyCut.None : ReplyCut.Remark };
        }

        var clean = isMarked ? null : shape == ReplyShape.ThoughtAndAction ? CleanThoughtAndAction(said) : CleanAction(said);
        return clean is not null ? isTruncated ? Unfinished(clean.Thought) : clean
            : rule == ReplyRule.Strict ? isTruncated ? Unfinished(null) : Malformed(null)
            : JsonOf(said, isTruncated) ?? Headed(said, isTruncated) ?? (isTruncated ? Unfinished(null) : Block(said) ?? Lone(said));
    }

    private ParsedReply? CleanThoughtAndAction(string said) =>
        CleanReply().Match(said) is { Success: true } match && match.Groups["action"].Value is var action && IsBare(action) && (rule == ReplyRule.Strict || JsonAction.Read(action) is null)
            ? new ParsedReply(match.Groups["thought"].Value.Trim(), [action], ReplyForm.Clean)
            : null;

    private ParsedReply? CleanAction(string said) =>
        !said.Contains('\n', StringComparison.Ordinal) && IsBare(said) && ReplyHeadings.Find(said).Count == 0 && ReplyHeadings.InLineAction(said) is null
        && JsonAction.Find(said) is null && (rule == ReplyRule.Recorded || !IsExcuse(said))
            ? new ParsedReply(null, [said], ReplyForm.Clean)
            : null;

    private static ParsedReply? JsonOf(string said, bool isTruncated)
    {
        if (JsonAction.Find(said) is not { } reply)
        {
            return null;
        }

        var thought = ReplyText.Join(WithoutHeadings(reply.Before), reply.Thought);
        var rest = reply.After.Trim().Trim('`', '~');
        var isMore = JsonAction.HasMember(rest);
        return reply.Action.Length > 0 ? new ParsedReply(thought, [reply.Action], ReplyForm.Tolerated) { Cut = isMore ? (CutOf(rest) & ~ReplyCut.Remark) | ReplyCut.LaterCycles : CutOf(rest) }
            : isTruncated ? Unfinished(thought)
            : Malformed(thought);
    }

    private static ParsedReply? Headed(string said, bool isTruncated)
    {
        var headings = ReplyHeadings.Find(said);
        var at = headings.ToList().FindIndex(heading => heading.Kind == HeadingKind.Action);
        var label = at >= 0 ? headings[at] : ReplyHeadings.InLineAction(said) ?? default;
        if (label.End == 0)
        {
            return null;
        }

        // What looks like a heading within a block of code is code.
        var code = label.End + PlayedText.EndOfBlock(said[label.End..]);
        var next = headings.FirstOrDefault(heading => heading.Start >= code);
        var bodyEnd = next.End > 0 ? next.Start : said.Length;
        var (action, rest, isOpen) = PlayedText.First(said[label.End..bodyEnd]);
        action = WithoutEndTag(PlayedText.Bare(PlayedText.Close(action, label.Opening)), said[..label.Start]);
        rest += said[bodyEnd..];
        var thought = WithoutHeadings(said[..label.Start]);
        if (next is { Kind: HeadingKind.ActionInput, End: > 0 } && action.Length > 0)
        {
            var block = next.End + PlayedText.EndOfBlock(said[next.End..]);
            var after = headings.FirstOrDefault(heading => heading.Start >= block);
            var inputEnd = after.End > 0 ? after.Start : said.Length;
            (var input, rest, isOpen) = PlayedText.Section(said[next.End..inputEnd]);
            (action, rest) = (JsonAction.Join(action, input), rest + said[inputEnd..]);
        }

        if (next is { Kind: HeadingKind.Answer, End: > 0 } && action.Equals("answer", StringComparison.OrdinalIgnoreCase))
        {
            // The answer that such an action gives is a part of it (AgentInstruct's data base).
            (var answer, rest, isOpen) = PlayedText.First(said[next.End..]);
            action = $"{action}\n{said[next.Start..next.End]}{answer}";
        }

        if (isTruncated && (isOpen || string.IsNullOrWhiteSpace(rest)))
        {
            return Unfinished(thought);
        }

        if (JsonAction.Read(action) is { } json)
        {
            (thought, action) = (ReplyText.Join(thought, json.Thought), json.Action);
        }

        return action.Length == 0 ? Malformed(thought) : new ParsedReply(thought, [action], ReplyForm.Tolerated) { Cut = CutOf(rest) };
    }

    // The tag that closes what stands around the heading: <answer>Action: look</answer>.
    private static string WithoutEndTag(string action, string before) =>
        EndTag().Match(action) is { Success: true } end && before.Contains($"<{end.Groups["name"].Value}>", StringComparison.Ordinal) && !action[..end.Index].Contains($"<{end.Groups["name"].Value}>", StringComparison.Ordinal)
            ? action[..end.Index].TrimEnd()
            : action;

    private static ReplyCut CutOf(string rest)
    {
        var headings = ReplyHeadings.Find(rest);
        var inLine = ReplyHeadings.EndOfLine(rest.Split('\n')[0]) < rest.Split('\n')[0].Length;
        return (headings.Any(heading => heading.Kind == HeadingKind.Action) || ReplyHeadings.InLineAction(rest) is not null ? ReplyCut.LaterCycles : ReplyCut.None)
            | (headings.Any(heading => heading.Kind == HeadingKind.Observation) || inLine ? ReplyCut.MadeUpObservation : ReplyCut.None)
            | (headings.Count == 0 && !inLine && !string.IsNullOrWhiteSpace(rest) || headings.Any(heading => heading.Kind == HeadingKind.Thought) ? ReplyCut.Remark : ReplyCut.None);
    }

    // A block of code without a heading: the action of agents that answer in code or SQL.
    private static ParsedReply? Block(string said) =>
        PlayedText.Fenced(said) is [{ Content.Length: > 0 } block] && ReplyHeadings.Find(block.Content).Count == 0
            ? new ParsedReply(WithoutHeadings(said[..block.Start]), [block.Content], ReplyForm.Tolerated)
            : PlayedText.Inline(said) is { } line && line.Start > 0 ? new ParsedReply(WithoutHeadings(said[..line.Start]), [line.Content], ReplyForm.Tolerated)
            : null;

    private ParsedReply Lone(string said)
    {
        var headings = ReplyHeadings.Find(said);
        if (rule == ReplyRule.Recorded)
        {
            return headings.Count > 0 || PlayedText.Fenced(said).Count > 1 ? Malformed(WithoutHeadings(said)) : new ParsedReply(null, [PlayedText.Bare(said)], ReplyForm.Tolerated);
        }

        var lines = said.Split('\n').Select(PlayedText.Bare).Where(line => line.Trim('`').Length > 0).ToList();
        return headings.Count == 0 && lines is [{ Length: <= LongestUnlabelled } only] && !IsExcuse(only) && !(shape == ReplyShape.ThoughtAndAction && IsSentence(only))
            ? new ParsedReply(null, [only], ReplyForm.Tolerated)
            : Malformed(null);
    }

    private static bool IsBare(string action) =>
        action.Length > 0 && PlayedText.Bare(action) == action && !PlayedText.IsFenced(action) && ReplyHeadings.EndOfLine(action) == action.Length;

    private static bool IsSentence(string line) =>
        line[^1] is '.' or '!' or '?' or '。' or '！' or '？' && line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= ShortestSentence;

    private static bool IsExcuse(string line) => IsSentence(line) && Excuse().IsMatch(line);

    private static string? WithoutHeadings(string text)
    {
        var (kept, from) = (new StringBuilder(), 0);
        foreach (var heading in ReplyHeadings.Find(text).Where(heading => heading.Kind == HeadingKind.Thought))
        {
            kept.Append(text.AsSpan(from, Math.Max(0, heading.Start - from)));
            from = heading.End;
        }

        var thought = kept.Append(text.AsSpan(from)).ToString();
        thought = thought.Replace("```", "", StringComparison.Ordinal).Trim().Trim('*').Trim();
        return thought.Length == 0 ? null : thought;
    }

    private static ParsedReply Malformed(string? thought) => new(thought, ImmutableArray<string>.Empty, ReplyForm.Malformed);

    private static ParsedReply Unfinished(string? thought) => new(thought, ImmutableArray<string>.Empty, ReplyForm.Truncated) { Cut = ReplyCut.UnfinishedAction };

    [GeneratedRegex(@"\AThought:[ \t]*(?<thought>(?:(?!^(?:Thought|Action|Observation):).)+)^Action:[ \t]*(?<action>[^\n]*[^\n\s])\z", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CleanReply();

    // What a tool answers, in the tags that templates put around it: where a model writes them itself, it made the answer up.
    [GeneratedRegex("<tool_response>|<function_results>|<tool_result>", RegexOptions.CultureInvariant)]
    private static partial Regex MadeUp();

    [GeneratedRegex(@"</(?<name>[A-Za-z][\w:-]*)>\z", RegexOptions.CultureInvariant)]
    private static partial Regex EndTag();

    [GeneratedRegex(@"\AFinal Answer(?:\[|[ \t]*\{|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    internal static partial Regex FinalAnswer();

    [GeneratedRegex(@"\A(?:I|I'm|I’m|I'll|I’ll|Sorry|As an|Unfortunately|Sure|Certainly|Of course|Apologies|My apologies|Let me|Let's|It seems|There (?:is|are)|We|You)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Excuse();
}
