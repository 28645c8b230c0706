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

/// <summary>Replies of the simulator to what is not an action.</summary>
internal static class Replies
{
    /// <summary>Whether a reply says that the input was not an action here; nothing has happened then.</summary>
    /// <remarks>"Unknown action." comes where the simulator has no answer of its own.</remarks>
    public static bool IsRefusal(string reply) =>
        reply.StartsWith("No known action matches that input", StringComparison.Ordinal)
        || reply.StartsWith("ERROR: Unknown response", StringComparison.Ordinal)
        || reply.StartsWith("Unknown action.", StringComparison.Ordinal);
}

/// <summary>What an agent sees first: the task in words, a line feed, and what is to be seen around it.</summary>
public static class Opening
{
    /// <summary>The text of the first observation.</summary>
    /// <param name="description"><c>Your task is to …</c></param>
    /// <param name="look">The simulator's answer to <c>look around</c>.</param>
    public static string TextOf(string description, string look) => $"{description}\n{look}";
}
