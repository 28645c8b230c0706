using Gleaner.Tasks;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Reads recorded runs of others as trajectories. Every run comes out as a trajectory or as a refusal; what is not a recorded run of the
/// format at all is an error that names file and line.
/// </summary>
public static class RunImports
{
    /// <summary>Conversations in ShareGPT's form, a JSON array or JSON Lines: AgentGym's, ETO's.</summary>
    /// <exception cref="GleanerException">A file cannot be read; the message names it and the line.</exception>
    public static IEnumerable<ImportEntry> ReadShareGpt(IEnumerable<string> paths, ImportSettings settings) =>
        Read(paths, settings, new ConversationImport(settings).ReadShareGpt);

    /// <summary>Conversations in OpenAI's form, a JSON array or JSON Lines.</summary>
    /// <exception cref="GleanerException">A file cannot be read; the message names it and the line.</exception>
    public static IEnumerable<ImportEntry> ReadOpenAi(IEnumerable<string> paths, ImportSettings settings) =>
        Read(paths, settings, new ConversationImport(settings).ReadOpenAi);

    /// <summary>Plain logs of ReAct agents.</summary>
    /// <exception cref="GleanerException">A file cannot be read; the message names it.</exception>
    public static IEnumerable<ImportEntry> ReadReActLogs(IEnumerable<string> paths, ImportSettings settings) =>
        WithoutRepeats(paths.SelectMany(new ReActLogImport(settings).Read), settings);

    /// <summary>Recordings of any form that is one JSON value a run: an array, or JSON Lines.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="settings">What is taken of them.</param>
    /// <param name="convert">Gets a run's place and its JSON, and makes a trajectory or a refusal of it.</param>
    /// <exception cref="GleanerException">A file cannot be read; the message names it and the line.</exception>
    public static IEnumerable<ImportEntry> Read(
        IEnumerable<string> paths, ImportSettings settings, Func<string, System.Text.Json.JsonElement, ImportEntry> convert) =>
        WithoutRepeats(paths.SelectMany(path => RecordedLines.Read(path, convert)), settings);

    private static IEnumerable<ImportEntry> WithoutRepeats(IEnumerable<ImportEntry> entries, ImportSettings settings)
    {
        var seen = new HashSet<(TaskId, string)>();
        foreach (var entry in entries)
        {
            yield return entry.Trajectory is { } trajectory && !settings.KeepRepeats && !seen.Add((trajectory.Task, trajectory.Policy))
                ? ImportEntry.Refuse(entry.Place, "the policy already has a run on the task", $"{trajectory.Policy} on {trajectory.Task}; --keep-repeats keeps it")
                : entry;
        }
    }
}
