using System.Text.RegularExpressions;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>What a part of a log is.</summary>
internal enum ReActPartKind
{
    Opening,
    Thought,
    Action,
    ActionInput,
    Observation,
    Answer,
    Return,
}

/// <summary>A part of a log.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says.</param>
/// <param name="Heading">Its heading, as it stands in the log.</param>
internal record struct ReActPart(ReActPartKind Kind, string Text, string Heading = "")
{
    /// <summary>The part as it stands in the log.</summary>
    public readonly string Said => (Heading + Text).Trim();
}

/// <summary>The parts of a run as they are read.</summary>
internal sealed partial class ReActRun(int line)
{
    private readonly List<ReActPart> _parts = [new(ReActPartKind.Opening, "")];
    private string? _chain;
    private int _highest;
    private bool _isFinished;
    private bool _isBlankBefore;
    private bool _hasQuestion;
    private bool _hasSteps;
    private readonly List<RunLabel> _labels = [];
    private bool _isNamed;

    public bool IsAny => _parts.Exists(part => !string.IsNullOrWhiteSpace(part.Text));

    public bool IsObserving => _parts[^1].Kind == ReActPartKind.Observation;

    /// <summary>Whether the part that is being read has a line of dashes.</summary>
    public bool HasDivider => _parts[^1].Text.Split('\n').Any(ReActLog.Divider().IsMatch);

    public bool IsActing => _parts[^1].Kind is ReActPartKind.Action or ReActPartKind.ActionInput;

    private bool HasAction => _parts.Exists(part => part.Kind == ReActPartKind.Action);

    private bool IsClosed => _parts.Exists(part => part.Kind == ReActPartKind.Answer);

    public (int Line, List<ReActPart> Parts) End() => (line, _parts);

    /// <summary>The run that begins with a line; null if the line is of this one.</summary>
    public ReActRun? Starts(string text, int number)
    {
        if (_isFinished && !Value().IsMatch(text) && !string.IsNullOrWhiteSpace(text))
        {
            return new ReActRun(number);
        }

        if (Chain().Match(text) is { Success: true } chain)
        {
            // A chain within a chain is a tool's, unless it is the same again: then the first was not finished.
            return HasAction && (_chain is null || _chain == chain.Groups["name"].Value) ? new ReActRun(number) : null;
        }

        if (Step().Match(text) is { Success: true } step)
        {
            return (HasAction || IsClosed) && IsTask(step) ? new ReActRun(number) : null;
        }

        if (HasAction && IsLabel(text))
        {
            // A page may repeat the task, and a thought name a goal of its own.
            var isWithin = IsObserving && _labels.Exists(label => label.Line == text.Trim()) || _parts[^1].Kind == ReActPartKind.Thought;
            return isWithin && !_isBlankBefore ? null : new ReActRun(number);
        }

        if (HasAction && _parts[^1].Kind == ReActPartKind.Return && _isBlankBefore && !string.IsNullOrWhiteSpace(text) && ReplyHeadings.Find(text).Count == 0 && !Value().IsMatch(text))
        {
            // What is told behind a return and a blank line is told of the next task.
            return new ReActRun(number);
        }

        if (!HasAction || ReplyHeadings.Find(text) is not [{ } heading, ..])
        {
            return null;
        }

        var isAgain = heading is { Number: 1, Kind: HeadingKind.Thought or HeadingKind.Action } && _highest > 0 && _parts[^1].Kind is not ReActPartKind.Thought;
        return heading.Kind == HeadingKind.Question ? _parts[^1].Kind == ReActPartKind.Observation && !_isBlankBefore && !_hasQuestion ? null : new ReActRun(number)
            : isAgain ? TakeOpening(number)
            : null;
    }

    /// <summary>Whether a line begins as the run did: <c>Task:</c>, <c>Episode 2</c>.</summary>
    public bool IsLabel(string text) => RunLabel.Of(text) is { } other && _labels.Exists(label => label.Key == other.Key);

    /// <summary>Adds a line to what there is, whatever it looks like.</summary>
    public void Continue(string text) => _parts[^1] = _parts[^1] with { Text = $"{_parts[^1].Text}\n{text}" };

    public void Add(string text)
    {
        var isBlank = string.IsNullOrWhiteSpace(text);
        if (!_isNamed && !isBlank)
        {
            // "Trial #0" and "Environment #0:" may stand one below the other.
            var label = RunLabel.Of(text);
            _isNamed = label is not { Number: not null };
            _labels.AddRange(label is null ? [] : [label]);
        }

        AddLine(text);
        _isBlankBefore = isBlank;
    }

    private void AddLine(string text)
    {
        if (Step().Match(text) is { Success: true } step)
        {
            // LlamaIndex says what a task is where its first step runs.
            _hasSteps = true;
            _parts.Add(IsTask(step) ? new ReActPart(ReActPartKind.Opening, step.Groups["input"].Value) : new ReActPart(ReActPartKind.Thought, ""));
        }
        else if (_hasSteps && _parts[^1].Kind == ReActPartKind.Thought && Closing().Match(text) is { Success: true } closing)
        {
            _parts.Add(new ReActPart(ReActPartKind.Answer, text[closing.Length..], closing.Value));
        }
        else if (Chain().Match(text) is { Success: true } chain)
        {
            _chain ??= chain.Groups["name"].Value;
            _parts.Add(new ReActPart(ReActPartKind.Thought, ""));
        }
        else if (FinishedChain().IsMatch(text))
        {
            _chain = null;
            _isFinished = true;
        }
        else if (Value().Match(text) is { Success: true } value)
        {
            _parts.Add(new ReActPart(ReActPartKind.Return, text[value.Length..]));
        }
        else if (ReplyHeadings.Find(text) is [{ } heading, ..] && !(heading.Kind == HeadingKind.Question && HasAction))
        {
            _hasQuestion |= heading.Kind == HeadingKind.Question;
            _highest = Math.Max(_highest, heading.Number ?? 0);
            _parts.Add(new ReActPart(KindOf(heading.Kind), heading.Kind == HeadingKind.Question ? text : text[heading.End..], heading.Kind == HeadingKind.Question ? "" : text[..heading.End]));
        }
        else if (_parts[^1].Kind == ReActPartKind.Return && !string.IsNullOrWhiteSpace(text))
        {
            // A score that is followed by more of the page was a part of it.
            _parts.Add(new ReActPart(HasAction ? ReActPartKind.Observation : ReActPartKind.Opening, text));
        }
        else
        {
            Continue(text);
        }
    }

    private static bool IsTask(Match step) => step.Groups["input"].Value.Trim() is not ("" or "None");

    private static ReActPartKind KindOf(HeadingKind kind) => kind switch
    {
        HeadingKind.Thought => ReActPartKind.Thought,
        HeadingKind.Action => ReActPartKind.Action,
        HeadingKind.ActionInput => ReActPartKind.ActionInput,
        HeadingKind.Observation => ReActPartKind.Observation,
        HeadingKind.Answer => ReActPartKind.Answer,
        _ => ReActPartKind.Opening,
    };

    // What stands behind a blank line after the last observation is what the next run began with.
    private ReActRun TakeOpening(int number)
    {
        var next = new ReActRun(number);
        var last = _parts[^1].Text;
        if (last.TrimEnd().IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var blank)
        {
            _parts[^1] = _parts[^1] with { Text = last[..blank] };
            next._parts[0] = new ReActPart(ReActPartKind.Opening, last[blank..]);
        }

        return next;
    }

    [GeneratedRegex(@"^\s*[*_]*(?:(?:Final|Total|Episode|Cumulative)\s+)?(?:Reward|Score|Return)(?:\s+\d+)?[*_]*\s*[:：][*_]*", RegexOptions.IgnoreCase)]
    private static partial Regex Value();

    [GeneratedRegex(@"^\s*>\s*Entering new (?<name>.*?)\s*chain\b", RegexOptions.IgnoreCase)]
    private static partial Regex Chain();

    [GeneratedRegex(@"^\s*>\s*Finished chain\b", RegexOptions.IgnoreCase)]
    private static partial Regex FinishedChain();

    [GeneratedRegex(@"^\s*>\s*Running step [\w-]+\. Step input: ?(?<input>.*)$")]
    private static partial Regex Step();

    [GeneratedRegex(@"^\s*Answer\s*[:：]")]
    private static partial Regex Closing();
}
