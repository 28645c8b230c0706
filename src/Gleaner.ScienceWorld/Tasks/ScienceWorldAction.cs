namespace Gleaner.ScienceWorld.Tasks;

/// <summary>What an agent writes. One that thinks aloud may do so in ETO's form: <c>Thought: …</c>, a line feed, <c>Action: …</c>.</summary>
public static class ScienceWorldAction
{
    private const string Action = "Action: ";
    private const string Thought = "Thought: ";

    /// <summary>The input for the simulator: what follows <c>Action: </c> at the beginning of a line, or all of it if nothing does.</summary>
    public static string InputIn(string turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return Split(turn).Input;
    }

    /// <summary>Whether an action is marked as one.</summary>
    internal static bool IsWhole(string turn) => MarkIn(turn) >= 0;

    /// <summary>What was thought before the action, null if nothing was, and the action.</summary>
    internal static (string? Thought, string Input) Split(string turn)
    {
        var mark = MarkIn(turn);
        if (mark < 0)
        {
            return (null, turn.Trim());
        }

        var before = turn[..mark].Trim();
        before = before.StartsWith(Thought, StringComparison.Ordinal) ? before[Thought.Length..].Trim() : before;
        return (before.Length == 0 ? null : before, turn[(mark + Action.Length)..].Trim());
    }

    private static int MarkIn(string turn) => turn.StartsWith(Action, StringComparison.Ordinal) ? 0
        : turn.IndexOf("\n" + Action, StringComparison.Ordinal) is >= 0 and var feed ? feed + 1
        : -1;
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
