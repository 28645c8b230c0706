namespace Gleaner.Formats.Imports;

/// <summary>Takes a turn of a language model apart into thought and action.</summary>
public static class ReActText
{
    private const string ActionHeading = "Action:";
    private const string ThoughtHeading = "Thought:";
    private const string ThinkEnd = "</think>";
    private const string ThinkStart = "<think>";

    /// <summary>Whether a line of the text begins with <c>Action:</c>.</summary>
    public static bool HasAction(string text) => ActionStart(text) >= 0;

    /// <summary>The thought (null if there is none) and the action: what follows the last line that begins with <c>Action:</c>, or all of it.</summary>
    public static (string? Thought, string Action) Split(string text)
    {
        var at = ActionStart(text);
        return at < 0
            ? (null, text.Trim())
            : (Thought(text[..at]), text[(at + ActionHeading.Length)..].Trim());
    }

    /// <summary>What stands before an action, without headings and tags; null if nothing.</summary>
    public static string? Thought(string before)
    {
        var text = before.Trim();
        if (text.StartsWith(ThinkStart, StringComparison.Ordinal))
        {
            text = text[ThinkStart.Length..].Replace(ThinkEnd, "", StringComparison.Ordinal).Trim();
        }

        if (text.StartsWith(ThoughtHeading, StringComparison.Ordinal))
        {
            text = text[ThoughtHeading.Length..].Trim();
        }

        return text.Length > 0 ? text : null;
    }

    private static int ActionStart(string text)
    {
        for (var at = text.LastIndexOf(ActionHeading, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : text.LastIndexOf(ActionHeading, at - 1, StringComparison.Ordinal))
        {
            if (at == 0 || text[at - 1] == '\n')
            {
                return at;
            }
        }

        return -1;
    }
}
