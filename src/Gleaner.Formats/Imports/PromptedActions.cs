namespace Gleaner.Formats.Imports;

/// <summary>
/// Logs in which a prompt stands before what the agent does: <c>&gt; think: …</c>, which is answered by <c>OK.</c>, and <c>&gt; go to shelf 1</c>
/// (ReAct's on ALFWorld). They get the headings of other logs, line by line.
/// </summary>
internal static class PromptedActions
{
    private const string Prompt = "> ";
    private const string Think = "think:";
    private const int FewestActions = 2;

    /// <summary>The lines with headings, if no line has an <c>Action:</c> and several have prompts; else as they are.</summary>
    public static string[] WithHeadings(string[] lines)
    {
        if (lines.Count(IsPrompt) < FewestActions || lines.Any(line => Chat.Replies.ReplyHeadings.HasAction(line) || line.StartsWith("> Entering new", StringComparison.Ordinal)))
        {
            return lines;
        }

        var headed = new List<string>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var said = IsPrompt(lines[i]) ? lines[i][Prompt.Length..].Trim() : null;
            var isAnswered = i + 1 < lines.Length && !IsPrompt(lines[i + 1]);
            if (said is null)
            {
                headed.Add(lines[i]);
            }
            else if (said.StartsWith(Think, StringComparison.OrdinalIgnoreCase))
            {
                headed.Add($"Thought: {said[Think.Length..].Trim()}");
                i += isAnswered && lines[i + 1].Trim().TrimEnd('.') == "OK" ? 1 : 0;
            }
            else
            {
                headed.Add($"Action: {said}");
                if (isAnswered)
                {
                    headed.Add($"Observation: {lines[++i]}");
                }
            }
        }

        return [.. headed];
    }

    private static bool IsPrompt(string line) => line.StartsWith(Prompt, StringComparison.Ordinal) && line.Length > Prompt.Length;
}
