using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>What a stage made of a task.</summary>
internal enum Outcome
{
    /// <summary>Not tried.</summary>
    Untried,

    /// <summary>Solved, and an earlier stage had solved it too, or this is the first.</summary>
    Solved,

    /// <summary>Solved for the first time, after earlier stages failed.</summary>
    Newly,

    /// <summary>Failed although an earlier stage had solved it.</summary>
    Regressed,

    /// <summary>Failed, as always so far.</summary>
    Unsolved,
}

/// <summary>A column of the grid.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Note">What it is, in a sentence.</param>
/// <param name="Track">The track whose rollouts it counts; 0 for an expert.</param>
/// <param name="Iteration">The iteration; 0 for an expert.</param>
/// <param name="Expert">The expert; empty for a method.</param>
/// <param name="IsOwn">Whether it is a stage of the method that the grid is about.</param>
internal sealed record GridStage(string Name, string Note, int Track, int Iteration, string Expert, bool IsOwn);

/// <summary>A task in the grid.</summary>
/// <param name="Task">The task.</param>
/// <param name="Cells">One a stage.</param>
internal sealed record GridRow(TaskRow Task, IReadOnlyList<GridCell> Cells);

/// <summary>What a stage made of a task: k of n.</summary>
internal readonly record struct GridCell(Outcome Outcome, int Wins, int Attempts);

/// <summary>The groups that a task belongs to, by what came of it: the filters of the grid.</summary>
[Flags]
internal enum TaskGroups
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A stage solved it after earlier ones had failed.</summary>
    Newly = 1,

    /// <summary>A stage failed after an earlier one had solved it.</summary>
    Regressed = 2,

    /// <summary>Experts played it and none won.</summary>
    ExpertFailed = 4,

    /// <summary>Played, and no stage won.</summary>
    Never = 8,

    /// <summary>Played, and every stage that did won.</summary>
    Always = 16,
}

/// <summary>The tasks of a split by the stages that played them.</summary>
internal sealed record GridModel(
    string Run, Track Track, IReadOnlyList<Track> Tracks, IReadOnlyList<string> Splits, GridState State, IReadOnlyList<GridStage> Stages,
    IReadOnlyList<GridRow> Rows, int Matching, int All, IReadOnlyDictionary<string, int> Counts)
{
    public const int PageRows = 100;

    public int Pages => Math.Max(1, (Matching + PageRows - 1) / PageRows);

    /// <summary>The filters of the grid: a name for addresses, a word for people, and the group that they show.</summary>
    public static IReadOnlyList<(string Name, string Text, TaskGroups Group)> Groups { get; } =
    [
        ("newly", "newly solved", TaskGroups.Newly),
        ("regressed", "regressed", TaskGroups.Regressed),
        ("expert-failed", "expert failed", TaskGroups.ExpertFailed),
        ("never", "never solved", TaskGroups.Never),
        ("always", "always solved", TaskGroups.Always),
    ];

    public static async Task<GridModel> BuildAsync(ViewedRun run, Track track, GridState state, CancellationToken cancellationToken)
    {
        var content = await run.OfIndexAsync(
            $"grid {track.Number} {state.Split}", () => run.Index.ReadAsync(index => GridContent.Of(index, track, state.Split), cancellationToken)).ConfigureAwait(false);
        // What all tasks ask for is read only where something goes by it; otherwise that of the page's rows is enough.
        var words = state.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var tasks = words.Length > 0 || state.Sort == ByText
            ? await run.OfIndexAsync("tasks", () => run.Index.ReadAsync(index => index.Tasks(), cancellationToken)).ConfigureAwait(false)
            : null;
        var group = Groups.FirstOrDefault(group => group.Name == state.Show).Group;
        var wanted = content.Tasks.Where(task => task.Groups.HasFlag(group) && (tasks is null || words.All(word => Holds(tasks.GetValueOrDefault(task.Number), word))));
        var matching = Sorted(wanted, state.Sort, tasks).ToList();
        var page = Math.Clamp(state.Page, 1, Math.Max(1, (matching.Count + PageRows - 1) / PageRows));
        var shown = matching.Skip((page - 1) * PageRows).Take(PageRows).ToList();
        var rows = await run.Index.ReadAsync(
            index => shown.Select(task => index.Task(task.Number)).OfType<TaskRow>().Select(task => new GridRow(task, content.CellsOf(task.Number))).ToList(), cancellationToken).ConfigureAwait(false);
        return new GridModel(run.Id, track, content.Tracks, content.Splits, state with { Page = page }, content.Stages, rows, matching.Count, content.Tasks.Count, content.Counts);
    }

    private const string ByText = "task";

    private static IEnumerable<GridTask> Sorted(IEnumerable<GridTask> wanted, string sort, IReadOnlyDictionary<int, TaskRow>? tasks) => sort switch
    {
        "place" => wanted,
        ByText => wanted.OrderBy(task => tasks?.GetValueOrDefault(task.Number)?.Text, StringComparer.OrdinalIgnoreCase),
        "solved" => wanted.OrderByDescending(task => task.Solved),
        _ => wanted.OrderByDescending(task => task.Flips),
    };

    private static bool Holds(TaskRow? task, string word) =>
        task is not null && (task.Text.Contains(word, StringComparison.OrdinalIgnoreCase) || task.Id.Contains(word, StringComparison.OrdinalIgnoreCase));
}
