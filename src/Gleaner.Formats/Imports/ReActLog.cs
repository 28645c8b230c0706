using System.Text.RegularExpressions;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>Takes a plain log of a ReAct agent apart into runs.</summary>
internal static partial class ReActLog
{
    /// <summary>The runs, each with the number of its first line.</summary>
    public static IEnumerable<(int Line, List<ReActPart> Parts)> Runs(string log)
    {
        var lines = PromptedActions.WithHeadings(Escapes().Replace(ReplyText.WithThoughtsHeaded(log.ReplaceLineEndings("\n")), "").Split('\n'));
        var run = new ReActRun(1);
        var codeEnd = -1;
        var isHashed = Array.Find(lines, line => !string.IsNullOrWhiteSpace(line)) is { } first && Hashes().IsMatch(first);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (i <= codeEnd)
            {
                run.Continue(line);
                continue;
            }

            if (IsDivider(lines, i, isHashed) && !(run.IsObserving && IsWithinObservation(lines, i, run.HasDivider)))
            {
                if (run.IsAny)
                {
                    yield return run.End();
                }

                run = new ReActRun(i + 2);
                continue;
            }

            if (run.Starts(line, i + 1) is { } next && !(run.IsLabel(line) && NumberBehind(lines, i) > 1))
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

    // Lines of # part runs in logs that begin with one, and before a numbered label (Reflexion); elsewhere they are comments in code.
    private static bool IsDivider(string[] lines, int at, bool isHashed) =>
        Divider().IsMatch(lines[at]) || Hashes().IsMatch(lines[at]) && (isHashed || Array.FindIndex(lines, at + 1, line => !string.IsNullOrWhiteSpace(line)) is >= 0 and var next && RunLabel.Of(lines[next]) is { Number: not null });

    // The number of the next heading: numbers that go on say that the run does.
    private static int NumberBehind(string[] lines, int at)
    {
        for (var i = at + 1; i < lines.Length; i++)
        {
            if (ReplyHeadings.Find(lines[i]) is [{ Kind: not HeadingKind.Question } heading, ..])
            {
                return heading.Number ?? 0;
            }
        }

        return 0;
    }

    // The last line of a block of code that opens on a line; null if none does, or it is not closed before the next.
    private static int? BlockEnd(string[] lines, int at)
    {
        if (BlockStart().Match(lines[at]) is not { Success: true } start)
        {
            return null;
        }

        var fence = start.Groups["fence"].ValueSpan;
        for (var i = at + 1; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().TrimStart().StartsWith(fence))
            {
                return lines[i].AsSpan().Trim().Trim(fence[0]).IsEmpty ? i : null;
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
            if (i == at || Divider().IsMatch(lines[i]))
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

    /// <summary>A line of dashes.</summary>
    [GeneratedRegex(@"^\s*[-=*_]{3,}\s*$")]
    public static partial Regex Divider();

    [GeneratedRegex(@"^\s*#{3,}\s*$")]
    private static partial Regex Hashes();

    [GeneratedRegex(@"(?:^|[:：])\s*(?<fence>```+|~~~+)[ \t]*[\w+#.-]*[ \t]*$")]
    private static partial Regex BlockStart();

    [GeneratedRegex(@"\x1B\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex Escapes();
}
