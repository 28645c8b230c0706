namespace Gleaner.ScienceWorld.Tasks;

/// <summary>What an agent writes. One that thinks aloud may do so in ETO's form: <c>Thought: …</c>, a line feed, <c>Action: …</c>.</summary>
public static class ScienceWorldAction
{
    private const string Action = "Action: ";

    /// <summary>The input for the simulator: what follows <c>Action: </c> at the beginning of a line, or all of it if nothing does.</summary>
    public static string InputIn(string turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        if (turn.StartsWith(Action, StringComparison.Ordinal))
        {
            return turn[Action.Length..].Trim();
        }

        var before = turn.IndexOf("\n" + Action, StringComparison.Ordinal);
        return (before < 0 ? turn : turn[(before + 1 + Action.Length)..]).Trim();
    }
}
