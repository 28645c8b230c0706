using Gleaner.Tasks;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Reads recorded runs of one format as trajectories. Every run comes out as a trajectory or as a refusal: one that can't be read
/// never costs the others.
/// </summary>
public interface IRunImporter
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it reads, in a sentence.</summary>
    string Description { get; }

    /// <summary>The runs of some files, in order.</summary>
    /// <exception cref="GleanerException">A file can't be read at all; the message names it.</exception>
    IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings);
}

/// <summary>The importers that need nothing but the files.</summary>
public static class RunImporters
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IRunImporter> All { get; } = [new ShareGptImporter(), new OpenAiImporter(), new ReActImporter(), new OpenTelemetryImporter()];

    /// <summary>Runs of any form that is one JSON value a run.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="settings">What is taken of them.</param>
    /// <param name="convert">Makes a trajectory or a refusal of a run; a <see cref="RunRefusedException"/> refuses it too.</param>
    /// <exception cref="GleanerException">A file can't be read at all; the message names it.</exception>
    public static IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings, Func<ImportedRun, ImportEntry> convert)
    {
        return WithinLimit(Entries(), settings);

        IEnumerable<ImportEntry> Entries()
        {
            var count = 0;
            foreach (var entry in paths.SelectMany(path => RecordedFile.Read(path, count, convert)))
            {
                count++;
                yield return entry;
            }
        }
    }

    /// <summary>The entries, with runs refused that are over the limit of runs on a task.</summary>
    internal static IEnumerable<ImportEntry> WithinLimit(IEnumerable<ImportEntry> entries, ImportSettings settings)
    {
        var seen = new Dictionary<(TaskId, string), int>();
        foreach (var entry in entries)
        {
            if (entry.Trajectory is not { } trajectory || settings.MaxRunsPerTask is not { } most)
            {
                yield return entry;
                continue;
            }

            var key = (trajectory.Task, trajectory.Policy);
            var count = seen[key] = seen.GetValueOrDefault(key) + 1;
            yield return count <= most ? entry : ImportEntry.Refuse(entry.Place, "the task has its runs already", $"{trajectory.Policy} on {trajectory.Task}; --max-runs-per-task {most}");
        }
    }
}
