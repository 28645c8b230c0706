using System.Globalization;
using System.Text.RegularExpressions;

namespace Gleaner.Formats.Imports;

/// <summary>
/// What the first line of a run calls it: <c>Task: …</c>, <c>Episode 2</c>, <c>=== Run 2 ===</c>, <c>Environment #1:</c>. Other words with a colon
/// (<c>Location: …</c>) are what is seen.
/// </summary>
/// <param name="Key">The word, and whether it is numbered.</param>
/// <param name="Number">Its number; null for none.</param>
/// <param name="Line">The line.</param>
internal sealed partial record RunLabel(string Key, int? Number, string Line)
{
    /// <summary>The label that a line begins with; null if it has none.</summary>
    public static RunLabel? Of(string line)
    {
        if (Label().Match(line) is not { Success: true } label)
        {
            return null;
        }

        var word = string.Join(' ', label.Groups["word"].Value.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return int.TryParse(label.Groups["number"].Value, CultureInfo.InvariantCulture, out var number) ? new RunLabel($"{word} #", number, line.Trim())
            : label.Groups["colon"].Success ? new RunLabel(word, null, line.Trim())
            : null;
    }

    [GeneratedRegex(
        @"^[\s#=*_\-\[]*(?<word>(?:new |next )?(?:task|goal|objective|instruction|instructions|query|problem|prompt|request|user|human|input|episode|run|trial|environment|env|game|example|sample|case|instance|scenario|test|rollout|trajectory|session|puzzle)"
        + @"|任务|任務|目标|目標|用户|输入|指令|游戏|タスク|목표|작업|tarea|tarefa|tâche|aufgabe|задача)\s*(?:#?\s*(?<number>\d{1,9})(?:\s*(?:/|of)\s*\d+)?)?[ *_\])]*(?:(?<colon>[:：])|(?:[\s=*_#\-\])]*$))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
