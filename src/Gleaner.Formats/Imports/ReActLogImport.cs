using System.Globalization;
using System.Text.RegularExpressions;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Plain logs of ReAct agents: <c>Thought:</c>, <c>Action:</c> and <c>Observation:</c> at the beginning of lines, perhaps numbered
/// (<c>Thought 1:</c>), runs apart by a line of dashes. What stands before the first of them is what the agent saw first; a line
/// <c>Reward:</c>, <c>Score:</c> or <c>Return:</c> says the return.
/// </summary>
internal sealed partial class ReActLogImport(ImportSettings settings)
{
    private readonly TrajectoryMaker _maker = new(settings);

    /// <summary>The runs of a log.</summary>
    public IEnumerable<ImportEntry> Read(string path)
    {
        var lines = RecordedLines.ReadAll(path).ReplaceLineEndings("\n").Split('\n');
        var start = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i == lines.Length || Divider().IsMatch(lines[i]))
            {
                if (lines[start..i].Any(line => !string.IsNullOrWhiteSpace(line)))
                {
                    yield return ReadRun($"{path}:{start + 1}", lines.AsSpan(start, i - start));
                }

                start = i + 1;
            }
        }
    }

    private ImportEntry ReadRun(string place, ReadOnlySpan<string> lines)
    {
        var parts = Parts(lines);
        var turns = new List<RecordedTurn>();
        var seen = parts.FirstOrDefault(part => part.Kind == "").Text?.Trim() ?? "";
        string? thought = null, last = seen;
        double? value = null;
        foreach (var (kind, text) in parts)
        {
            switch (kind)
            {
                case "thought":
                    thought = thought is null ? text.Trim() : $"{thought}\n{text.Trim()}";
                    break;
                case "action":
                    turns.Add(new RecordedTurn(last ?? "", thought, text.Trim()));
                    (thought, last) = (null, null);
                    break;
                case "observation":
                    last = text.Trim();
                    break;
                case "reward" or "score" or "return":
                    if (!double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    {
                        return ImportEntry.Refuse(place, "the return is not a number", text.Trim());
                    }

                    value = number;
                    break;
            }
        }

        if (turns.Skip(1).Any(turn => turn.Observation.Length == 0))
        {
            return ImportEntry.Refuse(place, "an observation is missing", "two actions follow each other");
        }

        return _maker.Make(place, null, null, turns, last, value, isDone: value is not null) with { LooseThoughts = thought is null ? 0 : 1 };
    }

    private static List<(string Kind, string Text)> Parts(ReadOnlySpan<string> lines)
    {
        var parts = new List<(string Kind, string Text)> { ("", "") };
        foreach (var line in lines)
        {
            var heading = Heading().Match(line);
            if (heading.Success)
            {
                parts.Add((heading.Groups["kind"].Value.ToLowerInvariant(), line[heading.Length..]));
            }
            else
            {
                parts[^1] = (parts[^1].Kind, $"{parts[^1].Text}\n{line}");
            }
        }

        return parts;
    }

    [GeneratedRegex(@"^\s*[-=]{3,}\s*$")]
    private static partial Regex Divider();

    [GeneratedRegex(@"^(?<kind>Thought|Action|Observation|Reward|Score|Return)(\s+\d+)?:", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();
}
