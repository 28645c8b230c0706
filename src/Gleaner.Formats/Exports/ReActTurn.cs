using Gleaner.Trajectories;

namespace Gleaner.Formats.Exports;

/// <summary>A turn of thought and action in one text, and where the action begins in it.</summary>
internal static class ReActTurn
{
    private const string ThoughtHeading = "Thought: ";
    private const string ActionHeading = "Action:";

    /// <summary>The turn as text.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="withThought">Whether its thought stands before the action; a turn without one is its action either way, and so is a reply without an action.</param>
    public static string Of(Turn turn, bool withThought) => withThought && turn is { IsMalformed: false, Thought: { } thought }
        ? $"{ThoughtHeading}{thought}\n{ActionHeading} {turn.Action}"
        : turn.Action;

    /// <summary>Index of the last line that begins with <c>Action:</c>; 0 if there is none.</summary>
    public static int ActionStart(string text)
    {
        for (var at = text.LastIndexOf(ActionHeading, StringComparison.Ordinal); at > 0; at = text.LastIndexOf(ActionHeading, at - 1, StringComparison.Ordinal))
        {
            if (text[at - 1] == '\n')
            {
                return at;
            }
        }

        return 0;
    }
}
