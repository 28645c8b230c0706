using System.Text;

namespace Gleaner.Chat.Replies;

/// <summary>Writes thought and action as one reply, so that a reader finds the same action again.</summary>
public static class ReplyText
{
    /// <summary>The reply: <c>Thought: …</c> and <c>Action: …</c>. A heading within the thought (a draft of an action, for example) loses its colon.</summary>
    /// <param name="thought">The thought; null for none.</param>
    /// <param name="action">The action.</param>
    public static string Of(string? thought, string action) => thought is null ? $"Action: {action}" : $"Thought: {WithoutHeadings(thought)}\nAction: {action}";

    /// <summary>A log in which what stands in tags of thought is under headings of thought, so that a draft in it is not an action.</summary>
    public static string WithThoughtsHeaded(string log)
    {
        var parts = ThoughtTags.Parts(log, isLog: true);
        return parts.Count == 1 ? log : string.Concat(parts.Select(part => !part.IsThought ? part.Text
            : string.IsNullOrWhiteSpace(part.Text) ? ""
            : $"\nThought: {WithoutHeadings(part.Text.Trim())}\n"));
    }

    /// <summary>An action as a log has it: of a fence what is in it; without a model's mark of its end and what is wrapped around the whole of it.</summary>
    /// <param name="text">What stands behind the heading.</param>
    /// <param name="input">What stands behind <c>Action Input:</c>; null if there is none.</param>
    /// <returns>The action; empty if it is JSON of which no action can be made out.</returns>
    public static string ActionOf(string text, string? input)
    {
        var action = Whole(text);
        return input is not null ? JsonAction.Join(action, PlayedText.Section(EndMarkers.Cut(input).Text).Input)
            : JsonAction.Read(action)?.Action ?? action;
    }

    /// <summary>The thought that a text has before its action; null if it has none, or no action.</summary>
    /// <param name="text">Thought and action.</param>
    public static string? ThoughtOf(string text) => new ReplyParser(ReplyShape.ThoughtAndAction, ReplyRule.Tolerant).Parse(text) is { Actions.Length: > 0 } reply ? reply.Thought : null;

    /// <summary>Whether an action is LangChain's <c>Final Answer</c>, by which no tool is called.</summary>
    /// <param name="action">The action as <see cref="ActionOf"/> has it.</param>
    public static bool IsFinalAnswer(string action) => ReplyParser.FinalAnswer().IsMatch(action);

    /// <summary>Two texts, one below the other; of one that is blank nothing is left, and null of both.</summary>
    public static string? Join(string? first, string? second) =>
        string.IsNullOrWhiteSpace(first) ? string.IsNullOrWhiteSpace(second) ? null : second
        : string.IsNullOrWhiteSpace(second) ? first
        : $"{first}\n{second}";

    private static string Whole(string text)
    {
        var body = EndMarkers.Cut(text).Text.Trim();
        var first = PlayedText.First(body);
        return PlayedText.IsFenced(body) || string.IsNullOrWhiteSpace(first.After) ? first.Action : PlayedText.Bare(body);
    }

    private static string WithoutHeadings(string thought)
    {
        var (text, from) = (new StringBuilder(), 0);
        foreach (var heading in ReplyHeadings.Find(thought))
        {
            var colon = thought.AsSpan(0, heading.End).LastIndexOfAny(':', '：');
            text.Append(thought.AsSpan(from, colon - from)).Append(" –");
            from = colon + 1;
        }

        return from == 0 ? thought : text.Append(thought.AsSpan(from)).ToString();
    }
}
