namespace Gleaner.ScienceWorld.Tasks;

/// <summary>
/// A whole turn as an agent that thinks aloud writes it, in ETO's form: <c>Thought: …</c>, a line feed, <c>Action: …</c>.
/// </summary>
public static class ActionText
{
    private const string Thought = "Thought: ";
    private const string Action = "Action: ";

    /// <summary>A turn with a thought.</summary>
    public static string Compose(string thought, string action) => $"{Thought}{thought}\n{Action}{action}";

    /// <summary>The input for the simulator that a turn holds: what follows its first <c>Action: </c>, or all of it if it has none.</summary>
    public static string InputIn(string turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var at = turn.StartsWith(Action, StringComparison.Ordinal) ? 0 : turn.IndexOf("\n" + Action, StringComparison.Ordinal) + 1;
        return at == 0 && !turn.StartsWith(Action, StringComparison.Ordinal) ? turn.Trim() : turn[(at + Action.Length)..].Trim();
    }
}
