using System.Text.RegularExpressions;
using Gleaner.Endpoints.Prompts;

namespace Gleaner.Endpoints.Parsing;

/// <summary>
/// Finds thought and action in a model's reply. A strict parser takes nothing but the form that was asked for; a tolerant one
/// also takes what leaves no doubt: markdown around the labels, a code fence, text behind the action, a lone line without label.
/// </summary>
/// <param name="style">The form that was asked for.</param>
/// <param name="isStrict">Whether nothing else is taken.</param>
public sealed partial class ActionParser(PromptStyle style, bool isStrict)
{
    private const int LongestUnlabelled = 200;

    /// <summary>Understands a reply.</summary>
    public ParsedReply Parse(string reply)
    {
        var text = reply.ReplaceLineEndings("\n").Trim();
        var clean = style == PromptStyle.ReAct ? ParseThoughtAndAction(text) : ParseBareAction(text);
        return clean ?? (isStrict ? ParsedReply.Malformed : Tolerate(text));
    }

    private static ParsedReply? ParseThoughtAndAction(string text) => CleanReply().Match(text) is { Success: true } match
        ? new ParsedReply(match.Groups["thought"].Value.Trim(), match.Groups["action"].Value.Trim(), ReplyForm.Clean)
        : null;

    private static ParsedReply? ParseBareAction(string text) =>
        text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal) && !AnyLabel().IsMatch(text) && !text.Contains('`', StringComparison.Ordinal)
            ? new ParsedReply(null, text, ReplyForm.Clean)
            : null;

    private static ParsedReply Tolerate(string text)
    {
        // The first action counts: what comes behind it is often the model playing the environment too.
        var label = ActionLabel().Match(text);
        if (label.Success)
        {
            var action = FirstLine(text[(label.Index + label.Length)..]);
            return action.Length == 0 ? ParsedReply.Malformed : new ParsedReply(ThoughtIn(text[..label.Index]), action, ReplyForm.Tolerated);
        }

        var lines = text.Split('\n').Select(Undecorated).Where(line => line.Length > 0).ToList();
        return lines is [{ Length: <= LongestUnlabelled } only] && !AnyLabel().IsMatch(only)
            ? new ParsedReply(null, only, ReplyForm.Tolerated)
            : ParsedReply.Malformed;
    }

    private static string? ThoughtIn(string text)
    {
        var thought = ThoughtLabel().Replace(text, "").Replace("```", "", StringComparison.Ordinal).Trim().Trim('*').Trim();
        return thought.Length == 0 ? null : thought;
    }

    private static string FirstLine(string text) =>
        text.Split('\n').Select(Undecorated).FirstOrDefault(line => line.Length > 0) is { } line && !AnyLabel().IsMatch(line) ? line : "";

    private static string Undecorated(string line)
    {
        var bare = line.Trim();
        bare = bare.StartsWith("```", StringComparison.Ordinal) ? bare.Trim('`') is var fenced && fenced.All(char.IsLetter) ? "" : bare.Trim('`') : bare;
        return bare.Trim('*').Trim().Trim('`').Trim();
    }

    [GeneratedRegex(@"\AThought:[ \t]*(?<thought>(?:(?!^(?:Thought|Action|Observation):).)+)^Action:[ \t]*(?<action>[^\n`*]*[^\n`*\s])\z", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CleanReply();

    [GeneratedRegex(@"^[ \t>#*_-]*action[ \t]*\d*[*_]*[ \t]*:[ \t]*[*_]*", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ActionLabel();

    [GeneratedRegex(@"^[ \t>#*_-]*thought[ \t]*\d*[*_]*[ \t]*:[ \t]*[*_]*", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ThoughtLabel();

    [GeneratedRegex(@"^[ \t>#*_-]*(?:action|thought|observation)[ \t]*\d*[*_]*[ \t]*:", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyLabel();
}

/// <summary>What was understood of a reply.</summary>
/// <param name="Thought">The thought; null if there is none.</param>
/// <param name="Action">The action as the environment is given it; null if the reply is malformed.</param>
/// <param name="Form">How well the reply keeps to the form.</param>
public sealed record ParsedReply(string? Thought, string? Action, ReplyForm Form)
{
    /// <summary>A reply without an action.</summary>
    public static ParsedReply Malformed { get; } = new(null, null, ReplyForm.Malformed);
}

/// <summary>How well a reply keeps to the form that was asked for.</summary>
public enum ReplyForm
{
    /// <summary>One thought and one action, and nothing else.</summary>
    Clean,

    /// <summary>Not the form, but there is no doubt which action is meant.</summary>
    Tolerated,

    /// <summary>No action can be made out.</summary>
    Malformed,
}
