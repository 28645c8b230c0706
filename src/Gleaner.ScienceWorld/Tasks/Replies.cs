namespace Gleaner.ScienceWorld.Tasks;

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
