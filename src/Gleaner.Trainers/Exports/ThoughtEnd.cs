namespace Gleaner.Trainers.Exports;

/// <summary>Finds where the thought of a ReAct turn ends.</summary>
internal static class ThoughtEnd
{
    private const string Heading = "Action:";

    /// <summary>Index of the last line that begins with <c>Action:</c>; 0 if there is none.</summary>
    public static int In(string turn)
    {
        for (var at = turn.LastIndexOf(Heading, StringComparison.Ordinal); at > 0; at = turn.LastIndexOf(Heading, at - 1, StringComparison.Ordinal))
        {
            if (turn[at - 1] == '\n')
            {
                return at;
            }
        }

        return 0;
    }
}
