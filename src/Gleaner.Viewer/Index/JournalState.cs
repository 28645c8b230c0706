using System.Globalization;
using Gleaner.Runs;

namespace Gleaner.Viewer.Index;

/// <summary>A stage that plays: its rollouts are in a journal so far.</summary>
/// <param name="Name">The stage in words: <c>EEF, seed 1, iteration 2: exploring</c>.</param>
/// <param name="Done">Rollouts in its journal.</param>
/// <param name="Expected">How many it will be; null if nothing in the run tells.</param>
/// <param name="IsEstimate">Whether that is what a stage like it came to, and not known.</param>
internal sealed record JournalState(string Name, long Done, long? Expected, bool IsEstimate)
{
    /// <summary>The stages that play, by their journals.</summary>
    /// <param name="index">The index.</param>
    /// <param name="found">The files that the run has now.</param>
    /// <param name="methods">Its methods by folder.</param>
    public static IReadOnlyList<JournalState> Of(IndexDatabase index, IReadOnlyList<RunFile> found, IReadOnlyList<(string Folder, ulong Seed, MethodDescription Method)> methods)
    {
        var rollouts = found.Where(file => file.Lines == LineKind.Rollouts).ToList();
        return
        [
            .. from file in rollouts
               where file.IsJournal
               let expected = ExpectedOf(index, file, rollouts)
               select new JournalState(NameOf(file, methods), LinesOf(index, file), expected, file.Kind == RolloutKind.Exploration),
        ];
    }

    private static long? ExpectedOf(IndexDatabase index, RunFile file, IReadOnlyList<RunFile> rollouts)
    {
        if (file.Kind == RolloutKind.Expert)
        {
            return index.Long("SELECT count(*) FROM tasks WHERE place >= 0");
        }

        // Every evaluation plays the whole split. Explorations differ; the method's last one is the nearest there is, then another seed's.
        var alike = rollouts.Where(other => !other.IsJournal && other.Kind == file.Kind && other.Split == file.Split).ToList();
        var nearest = file.Kind == RolloutKind.Evaluation
            ? alike.FirstOrDefault()
            : alike.Where(other => other.Track == file.Track && other.Iteration < file.Iteration).MaxBy(other => other.Iteration)
                ?? alike.FirstOrDefault(other => MethodOf(other) == MethodOf(file) && other.Iteration == file.Iteration);
        return nearest is null ? null : LinesOf(index, nearest) is > 0 and var lines ? lines : null;
    }

    private static string MethodOf(RunFile file) => file.Track[(file.Track.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static long LinesOf(IndexDatabase index, RunFile file) => index.Long("SELECT lines FROM files WHERE name = @0", file.Name);

    private static string NameOf(RunFile file, IReadOnlyList<(string Folder, ulong Seed, MethodDescription Method)> methods)
    {
        var what = file.Kind switch
        {
            RolloutKind.Expert => "playing the training tasks",
            RolloutKind.Exploration => "exploring",
            _ => $"evaluating on {file.Split}",
        };
        var (_, seed, method) = methods.FirstOrDefault(method => method.Folder == file.Track);
        return file.Track.Length == 0
            ? $"{file.Expert}: {what}"
            : string.Create(CultureInfo.InvariantCulture, $"{method?.Name ?? file.Track}, seed {seed}, iteration {file.Iteration}: {what}");
    }
}
