using System.Globalization;
using System.Text.RegularExpressions;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Plain logs of ReAct agents: <c>Thought:</c>, <c>Action:</c> and <c>Observation:</c> at the beginning of lines, in any case, perhaps
/// numbered (<c>Thought 1:</c>). Runs are apart by a line of dashes, a new <c>Question:</c>, numbers that begin again at 1, or
/// LangChain's <c>&gt; Entering new … chain</c>. What stands before the first heading is what the agent saw first; a line
/// <c>Reward:</c>, <c>Score:</c> or <c>Return:</c> says the return.
/// </summary>
public sealed partial class ReActImporter : IRunImporter
{
    /// <inheritdoc/>
    public string Name => "react";

    /// <inheritdoc/>
    public string Description => "Plain logs of ReAct agents and of LangChain: lines of Thought:, Action:, Observation:.";

    /// <inheritdoc/>
    public IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings)
    {
        return RunImporters.WithinLimit(Entries(), settings);

        IEnumerable<ImportEntry> Entries()
        {
            var maker = new TrajectoryMaker(settings);
            var index = 0;
            foreach (var path in paths)
            {
                foreach (var (line, parts) in Runs(RecordedText.Whole(path)))
                {
                    yield return RecordedFile.Convert(new ImportedRun(path, $"{path}:{line}", index++), run => Make(maker, run, parts, settings.Malformed == MalformedReplies.Keep));
                }
            }
        }
    }

    private static ImportEntry Make(TrajectoryMaker maker, ImportedRun run, List<Part> parts, bool keepsMalformed)
    {
        if (parts.Exists(part => part.Text.Contains(RecordedText.NoText, StringComparison.Ordinal)))
        {
            throw new RunRefusedException("it is not UTF-8 text", "some of its bytes are not");
        }

        var turns = new List<RecordedTurn>();
        string? thought = null, said = null, last = string.Join('\n', parts.Where(part => part.Kind == PartKind.Opening).Select(part => part.Text)).Trim();
        double? value = null;
        var closing = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            var text = parts[i].Text.Trim();
            switch (parts[i].Kind)
            {
                case PartKind.Thought when text.Length > 0:
                    thought = ReplyText.Join(thought, text);
                    said = ReplyText.Join(said, parts[i].Said);
                    break;
                case PartKind.Action:
                    var input = i + 1 < parts.Count && parts[i + 1].Kind == PartKind.ActionInput ? parts[++i].Text : null;
                    var action = ReplyText.ActionOf(text, input);
                    if (ReplyText.IsFinalAnswer(action))
                    {
                        (closing, said) = (closing + 1, null);
                        break;
                    }

                    if (action.Length == 0 && keepsMalformed)
                    {
                        said = ReplyText.Join(said, parts[i].Said);
                        break;
                    }

                    turns.Add(new RecordedTurn(last ?? throw Missing(turns.Count), thought, action));
                    (thought, last, said) = (null, null, null);
                    break;
                case PartKind.Observation when keepsMalformed && said is not null && text.Length > 0 && last is { } before && (turns.Count > 0 || before.Length > 0):
                    // It was answered, so the environment was given it.
                    turns.Add(new RecordedTurn(before, null, said) { Malformed = MalformedReply.NoAction });
                    (thought, last, said) = (null, text, null);
                    break;
                case PartKind.Observation when text.Length > 0 || last is null:
                    last = last is null || turns.Count == 0 && last.Length == 0 ? text : $"{last}\n{text}";
                    break;
                case PartKind.Answer:
                    closing++;
                    break;
                case PartKind.Return:
                    value = ReturnIn(text);
                    break;
            }
        }

        if (turns.Count == 0 && closing == 0)
        {
            throw Nothing(parts);
        }

        return maker.Make(run, null, null, turns, last, value, isDone: value is not null) with { LooseThoughts = (thought ?? said) is null || closing > 0 ? 0 : 1, ClosingWords = closing };
    }

    private static double ReturnIn(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : bool.TryParse(text, out var isTrue) ? isTrue ? 1 : 0
        : throw new RunRefusedException("the return is not a number", $"'{(text.Length <= 40 ? text : text[..40] + "…")}'");

    private static RunRefusedException Nothing(List<Part> parts) => new("nothing was done", parts.Exists(part => part.Text.Contains("\nInvoking: `", StringComparison.Ordinal))
        ? "LangChain's 'Invoking:' does not part what a tool answers from what follows; write the agent's intermediate_steps or messages as JSON and import them by 'openai'"
        : "no line begins with 'Action:'; what stands before headings (times, levels of logging) is to be cut off");

    private static RunRefusedException Missing(int turns) => new("an observation is missing", $"actions {turns} and {turns + 1} follow each other");

    private static IEnumerable<(int Line, List<Part> Parts)> Runs(string log)
    {
        var lines = PromptedActions.WithHeadings(Escapes().Replace(ReplyText.WithThoughtsHeaded(log.ReplaceLineEndings("\n")), "").Split('\n'));
        var run = new RunParts(1);
        var codeEnd = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (i <= codeEnd)
            {
                run.Continue(line);
                continue;
            }

            if (Divider().IsMatch(line) && !(run.IsObserving && IsWithinObservation(lines, i, run.HasDivider)))
            {
                if (run.IsAny)
                {
                    yield return run.End();
                }

                run = new RunParts(i + 2);
                continue;
            }

            if (run.Starts(line, i + 1) is { } next)
            {
                if (run.IsAny)
                {
                    yield return run.End();
                }

                run = next;
            }

            run.Add(line);
            codeEnd = run.IsActing && BlockEnd(lines, i) is { } end ? end : codeEnd;
        }

        if (run.IsAny)
        {
            yield return run.End();
        }
    }

    // The last line of a block of code that opens on a line; null if none does, or it is not closed before the next.
    private static int? BlockEnd(string[] lines, int at)
    {
        if (!BlockStart().IsMatch(lines[at]))
        {
            return null;
        }

        for (var i = at + 1; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().TrimStart().StartsWith("```"))
            {
                return lines[i].AsSpan().Trim().Trim('`').IsEmpty ? i : null;
            }
        }

        return null;
    }

    // Lines of dashes in what was seen: the agent's numbers go on behind them, or it acts right behind the second.
    private static bool IsWithinObservation(string[] lines, int at, bool isSecond)
    {
        var (isBlank, dividers) = (true, isSecond ? 1 : 0);
        for (var i = at; i < lines.Length; i++)
        {
            if (Divider().IsMatch(lines[i]))
            {
                (isBlank, dividers) = (true, dividers + 1);
            }
            else if (ReplyHeadings.Find(lines[i]) is [{ } heading, ..])
            {
                return heading.Number > 1 || (isBlank && dividers > 1 && heading is { Kind: HeadingKind.Action, Number: null });
            }
            else
            {
                isBlank &= string.IsNullOrWhiteSpace(lines[i]);
            }
        }

        return false;
    }

    private enum PartKind
    {
        Opening,
        Thought,
        Action,
        ActionInput,
        Observation,
        Answer,
        Return,
    }

    private record struct Part(PartKind Kind, string Text, string Heading = "")
    {
        /// <summary>The part as it stands in the log.</summary>
        public readonly string Said => (Heading + Text).Trim();
    }

    /// <summary>The parts of a run as they are read.</summary>
    private sealed class RunParts(int line)
    {
        private readonly List<Part> _parts = [new(PartKind.Opening, "")];
        private string? _chain;
        private int _highest;
        private bool _isFinished;
        private bool _isBlankBefore;
        private bool _hasQuestion;

        public bool IsAny => _parts.Exists(part => !string.IsNullOrWhiteSpace(part.Text));

        public bool IsObserving => _parts[^1].Kind == PartKind.Observation;

        /// <summary>Whether the part that is being read has a line of dashes.</summary>
        public bool HasDivider => _parts[^1].Text.Split('\n').Any(Divider().IsMatch);

        public bool IsActing => _parts[^1].Kind is PartKind.Action or PartKind.ActionInput;

        private bool HasAction => _parts.Exists(part => part.Kind == PartKind.Action);

        public (int Line, List<Part> Parts) End() => (line, _parts);

        /// <summary>The run that begins with a line; null if the line is of this one.</summary>
        public RunParts? Starts(string text, int number)
        {
            if (_isFinished && !Value().IsMatch(text) && !string.IsNullOrWhiteSpace(text))
            {
                return new RunParts(number);
            }

            if (Chain().Match(text) is { Success: true } chain)
            {
                // A chain within a chain is a tool's, unless it is the same again: then the first was not finished.
                return HasAction && (_chain is null || _chain == chain.Groups["name"].Value) ? new RunParts(number) : null;
            }

            if (Step().Match(text) is { Success: true } step)
            {
                return HasAction && step.Groups["number"].Value == "1" ? new RunParts(number) : null;
            }

            if (HasAction && _parts[^1].Kind == PartKind.Return && _isBlankBefore && !string.IsNullOrWhiteSpace(text) && ReplyHeadings.Find(text).Count == 0 && !Value().IsMatch(text))
            {
                // What is told behind a return and a blank line is told of the next task.
                return new RunParts(number);
            }

            if (!HasAction || ReplyHeadings.Find(text) is not [{ } heading, ..])
            {
                return null;
            }

            var isAgain = heading is { Number: 1, Kind: HeadingKind.Thought or HeadingKind.Action } && _highest > 0 && _parts[^1].Kind is not PartKind.Thought;
            return heading.Kind == HeadingKind.Question ? _parts[^1].Kind == PartKind.Observation && !_isBlankBefore && !_hasQuestion ? null : new RunParts(number)
                : isAgain ? TakeOpening(number)
                : null;
        }

        /// <summary>Adds a line to what there is, whatever it looks like.</summary>
        public void Continue(string text) => _parts[^1] = _parts[^1] with { Text = $"{_parts[^1].Text}\n{text}" };

        public void Add(string text)
        {
            var isBlank = string.IsNullOrWhiteSpace(text);
            AddLine(text);
            _isBlankBefore = isBlank;
        }

        private void AddLine(string text)
        {
            if (Step().Match(text) is { Success: true } step)
            {
                // LlamaIndex says what a task is where its first step runs.
                _parts.Add(new Part(step.Groups["number"].Value == "1" ? PartKind.Opening : PartKind.Thought, step.Groups["number"].Value == "1" ? step.Groups["input"].Value : ""));
            }
            else if (Chain().Match(text) is { Success: true } chain)
            {
                _chain ??= chain.Groups["name"].Value;
                _parts.Add(new Part(PartKind.Thought, ""));
            }
            else if (FinishedChain().IsMatch(text))
            {
                _chain = null;
                _isFinished = true;
            }
            else if (Value().Match(text) is { Success: true } value)
            {
                _parts.Add(new Part(PartKind.Return, text[value.Length..]));
            }
            else if (ReplyHeadings.Find(text) is [{ } heading, ..] && !(heading.Kind == HeadingKind.Question && HasAction))
            {
                _hasQuestion |= heading.Kind == HeadingKind.Question;
                _highest = Math.Max(_highest, heading.Number ?? 0);
                _parts.Add(new Part(KindOf(heading.Kind), heading.Kind == HeadingKind.Question ? text : text[heading.End..], heading.Kind == HeadingKind.Question ? "" : text[..heading.End]));
            }
            else if (_parts[^1].Kind == PartKind.Return && !string.IsNullOrWhiteSpace(text))
            {
                // A score that is followed by more of the page was a part of it.
                _parts.Add(new Part(HasAction ? PartKind.Observation : PartKind.Opening, text));
            }
            else
            {
                Continue(text);
            }
        }

        private static PartKind KindOf(HeadingKind kind) => kind switch
        {
            HeadingKind.Thought => PartKind.Thought,
            HeadingKind.Action => PartKind.Action,
            HeadingKind.ActionInput => PartKind.ActionInput,
            HeadingKind.Observation => PartKind.Observation,
            HeadingKind.Answer => PartKind.Answer,
            _ => PartKind.Opening,
        };

        // What stands behind a blank line after the last observation is what the next run began with.
        private RunParts TakeOpening(int number)
        {
            var next = new RunParts(number);
            var last = _parts[^1].Text;
            if (last.TrimEnd().IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var blank)
            {
                _parts[^1] = _parts[^1] with { Text = last[..blank] };
                next._parts[0] = new Part(PartKind.Opening, last[blank..]);
            }

            return next;
        }
    }

    [GeneratedRegex(@"^\s*[-=*_]{3,}\s*$")]
    private static partial Regex Divider();

    [GeneratedRegex(@"^\s*[*_]*(?:(?:Final|Total|Episode|Cumulative)\s+)?(?:Reward|Score|Return)(?:\s+\d+)?[*_]*\s*[:：][*_]*", RegexOptions.IgnoreCase)]
    private static partial Regex Value();

    [GeneratedRegex(@"^\s*>\s*Entering new (?<name>.*?)\s*chain\b", RegexOptions.IgnoreCase)]
    private static partial Regex Chain();

    [GeneratedRegex(@"^\s*>\s*Finished chain\b", RegexOptions.IgnoreCase)]
    private static partial Regex FinishedChain();

    [GeneratedRegex(@"^\s*>\s*Running step (?<number>\d+)\. Step input: ?(?<input>.*)$")]
    private static partial Regex Step();

    [GeneratedRegex(@"(?:^|[:：])\s*```+[ \t]*[\w+#.-]*[ \t]*$")]
    private static partial Regex BlockStart();

    [GeneratedRegex(@"\x1B\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex Escapes();
}
