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
                    yield return RecordedFile.Convert(new ImportedRun(path, $"{path}:{line}", index++), run => Make(maker, run, parts));
                }
            }
        }
    }

    private static ImportEntry Make(TrajectoryMaker maker, ImportedRun run, List<Part> parts)
    {
        if (parts.Exists(part => part.Text.Contains(RecordedText.NoText, StringComparison.Ordinal)))
        {
            throw new RunRefusedException("it is not UTF-8 text", "some of its bytes are not");
        }

        var turns = new List<RecordedTurn>();
        string? thought = null, last = string.Join('\n', parts.Where(part => part.Kind == PartKind.Opening).Select(part => part.Text)).Trim();
        double? value = null;
        var closing = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            var text = parts[i].Text.Trim();
            switch (parts[i].Kind)
            {
                case PartKind.Thought when text.Length > 0:
                    thought = thought is null ? text : $"{thought}\n{text}";
                    break;
                case PartKind.Action:
                    var input = i + 1 < parts.Count && parts[i + 1].Kind == PartKind.ActionInput ? parts[++i].Text : null;
                    turns.Add(new RecordedTurn(last ?? throw Missing(turns.Count), thought, ReplyText.ActionOf(text, input)));
                    (thought, last) = (null, null);
                    break;
                case PartKind.Observation:
                    last = last is null || turns.Count == 0 && last.Length == 0 ? text : $"{last}\n{text}";
                    break;
                case PartKind.Answer:
                    closing++;
                    break;
                case PartKind.Return:
                    value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                        : bool.TryParse(text, out var isTrue) ? isTrue ? 1 : 0
                        : throw new RunRefusedException("the return is not a number", $"'{(text.Length <= 40 ? text : text[..40] + "…")}'");
                    break;
            }
        }

        return maker.Make(run, null, null, turns, last, value, isDone: value is not null) with { LooseThoughts = thought is null || closing > 0 ? 0 : 1, ClosingWords = closing };
    }

    private static RunRefusedException Missing(int turns) => new("an observation is missing", $"actions {turns} and {turns + 1} follow each other");

    private static IEnumerable<(int Line, List<Part> Parts)> Runs(string log)
    {
        var lines = Escapes().Replace(ReplyText.WithThoughtsHeaded(log.ReplaceLineEndings("\n")), "").Split('\n');
        var run = new RunParts(1);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (Divider().IsMatch(line))
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
        }

        if (run.IsAny)
        {
            yield return run.End();
        }
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

    private record struct Part(PartKind Kind, string Text);

    /// <summary>The parts of a run as they are read.</summary>
    private sealed class RunParts(int line)
    {
        private readonly List<Part> _parts = [new(PartKind.Opening, "")];
        private string? _chain;
        private int _highest;
        private bool _isFinished;

        public bool IsAny => _parts.Exists(part => !string.IsNullOrWhiteSpace(part.Text));

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

            if (!HasAction || ReplyHeadings.Find(text) is not [{ } heading, ..])
            {
                return null;
            }

            var isAgain = heading is { Number: 1, Kind: HeadingKind.Thought or HeadingKind.Action } && _highest > 0 && _parts[^1].Kind is not PartKind.Thought;
            return heading.Kind == HeadingKind.Question ? new RunParts(number)
                : isAgain ? TakeOpening(number)
                : null;
        }

        public void Add(string text)
        {
            if (Chain().Match(text) is { Success: true } chain)
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
            else if (ReplyHeadings.Find(text) is [{ } heading, ..])
            {
                _highest = Math.Max(_highest, heading.Number ?? 0);
                _parts.Add(new Part(KindOf(heading.Kind), heading.Kind == HeadingKind.Question ? text : text[heading.End..]));
            }
            else
            {
                _parts[^1] = _parts[^1] with { Text = $"{_parts[^1].Text}\n{text}" };
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

    [GeneratedRegex(@"^\s*[*_]*(?:Reward|Score|Return)(?:\s+\d+)?[*_]*\s*[:：][*_]*", RegexOptions.IgnoreCase)]
    private static partial Regex Value();

    [GeneratedRegex(@"^\s*>\s*Entering new (?<name>.*?)\s*chain\b", RegexOptions.IgnoreCase)]
    private static partial Regex Chain();

    [GeneratedRegex(@"^\s*>\s*Finished chain\b", RegexOptions.IgnoreCase)]
    private static partial Regex FinishedChain();

    [GeneratedRegex(@"\x1B\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex Escapes();
}
