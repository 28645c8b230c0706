using System.Globalization;
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
/// <param name="Flips">How often its outcome changed along the method's stages, the expert's included.</param>
/// <param name="HasExpertFailed">Whether experts played it and none won.</param>
internal sealed record GridRow(TaskRow Task, IReadOnlyList<GridCell> Cells, int Flips, bool HasExpertFailed);

/// <summary>What a stage made of a task: k of n.</summary>
internal readonly record struct GridCell(Outcome Outcome, int Wins, int Attempts);

/// <summary>The tasks of a split by the stages that played them.</summary>
internal sealed record GridModel(
    string Run, Track Track, IReadOnlyList<Track> Tracks, IReadOnlyList<string> Splits, GridState State, IReadOnlyList<GridStage> Stages,
    IReadOnlyList<GridRow> Rows, int Matching, int All, IReadOnlyDictionary<string, int> Counts)
{
    public const int PageRows = 100;

    public int Pages => Math.Max(1, (Matching + PageRows - 1) / PageRows);

    public static async Task<GridModel> BuildAsync(ViewedRun run, Track track, GridState state, CancellationToken cancellationToken)
    {
        var (tracks, splits, stages, rows, counts) = await run.OfIndexAsync(
            $"grid {track.Number} {state.Split}", () => run.Index.ReadAsync(index => GridContent.Of(index, track, state.Split), cancellationToken)).ConfigureAwait(false);
        var wanted = Groups.FirstOrDefault(group => group.Name == state.Show).Holds ?? (_ => true);
        var words = state.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var matching = Sorted(rows.Where(wanted).Where(row => words.All(word => Holds(row.Task, word))), state.Sort).ToList();
        var page = Math.Clamp(state.Page, 1, Math.Max(1, (matching.Count + PageRows - 1) / PageRows));
        return new GridModel(
            run.Id, track, tracks, splits, state with { Page = page }, stages,
            [.. matching.Skip((page - 1) * PageRows).Take(PageRows)], matching.Count, rows.Count, counts);
    }

    /// <summary>The filters of the grid: a name for addresses, a word for people, and which rows they hold for.</summary>
    public static IReadOnlyList<(string Name, string Text, Func<GridRow, bool> Holds)> Groups { get; } =
    [
        ("newly", "newly solved", row => row.Cells.Any(cell => cell.Outcome == Outcome.Newly)),
        ("regressed", "regressed", row => row.Cells.Any(cell => cell.Outcome == Outcome.Regressed)),
        ("expert-failed", "expert failed", row => row.HasExpertFailed),
        ("never", "never solved", row => row.Cells.All(cell => cell.Outcome is Outcome.Unsolved or Outcome.Untried) && row.Cells.Any(cell => cell.Attempts > 0)),
        ("always", "always solved", row => row.Cells.All(cell => cell.Outcome is Outcome.Solved or Outcome.Untried) && row.Cells.Any(cell => cell.Attempts > 0)),
    ];

    private static IOrderedEnumerable<GridRow> Sorted(IEnumerable<GridRow> rows, string sort) => sort switch
    {
        "place" => rows.OrderBy(row => 0),
        "task" => rows.OrderBy(row => row.Task.Text, StringComparer.OrdinalIgnoreCase),
        "solved" => rows.OrderByDescending(row => row.Cells.Sum(cell => cell.Attempts == 0 ? 0 : (double)cell.Wins / cell.Attempts)),
        _ => rows.OrderByDescending(row => row.Flips),
    };

    private static bool Holds(TaskRow task, string word) =>
        task.Text.Contains(word, StringComparison.OrdinalIgnoreCase) || task.Id.Contains(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>All rows of a grid, before anything is filtered or sorted.</summary>
internal sealed record GridContent(
    IReadOnlyList<Track> Tracks, IReadOnlyList<string> Splits, IReadOnlyList<GridStage> Stages, IReadOnlyList<GridRow> Rows, IReadOnlyDictionary<string, int> Counts)
{
    public static GridContent Of(IndexDatabase index, Track track, string split)
    {
        var tracks = index.Tracks();
        var outcomes = index.Outcomes(split);
        var stages = StagesOf(track, tracks, outcomes, split);
        var rows = RowsOf(stages, outcomes, index.Tasks(), split);
        return new GridContent(tracks, index.Splits(), stages, rows, GridModel.Groups.ToDictionary(group => group.Name, group => rows.Count(group.Holds), StringComparer.Ordinal));
    }

    private static List<GridStage> StagesOf(Track track, IReadOnlyList<Track> tracks, IReadOnlyList<(StageOutcome Outcome, string Expert)> outcomes, string split)
    {
        var stages = outcomes
            .Where(row => row.Expert.Length > 0)
            .Select(row => row.Expert)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(expert => new GridStage(expert, $"Runs of the expert {expert}", 0, 0, expert, IsOwn: true))
            .ToList();
        var played = outcomes.Where(row => row.Expert.Length == 0).GroupBy(row => row.Outcome.Track).ToDictionary(group => group.Key, group => group.Max(row => row.Outcome.Iteration));
        foreach (var other in tracks.Where(other => other.Seed == track.Seed && other.Number != track.Number && played.ContainsKey(other.Number)))
        {
            var last = played[other.Number];
            stages.Add(split.Length == 0
                ? new GridStage(other.Method, $"All training rollouts of {other.Method}", other.Number, 0, "", IsOwn: false)
                : new GridStage(other.Method, string.Create(CultureInfo.InvariantCulture, $"{other.Method} after iteration {last}"), other.Number, last, "", IsOwn: false));
        }

        for (var iteration = 1; played.TryGetValue(track.Number, out var last) && iteration <= last; iteration++)
        {
            stages.Add(new GridStage(
                string.Create(CultureInfo.InvariantCulture, $"{track.Method} {iteration}"),
                split.Length == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"Training rollouts of {track.Method} in iteration {iteration}")
                    : string.Create(CultureInfo.InvariantCulture, $"{track.Method} after iteration {iteration}"),
                track.Number, iteration, "", IsOwn: true));
        }

        return stages;
    }

    private static List<GridRow> RowsOf(
        IReadOnlyList<GridStage> stages, IReadOnlyList<(StageOutcome Outcome, string Expert)> outcomes, IReadOnlyDictionary<int, TaskRow> tasks, string split)
    {
        var byTask = outcomes.ToLookup(row => row.Outcome.Task);
        var shown = split.Length == 0 ? tasks.Values.Where(task => task.Place >= 0 || byTask.Contains(task.Number)) : tasks.Values.Where(task => byTask.Contains(task.Number));
        return [.. shown.OrderBy(task => task.Place < 0 ? int.MaxValue : task.Place).ThenBy(task => task.Number).Select(task => Row(task, stages, [.. byTask[task.Number]]))];
    }

    private static GridRow Row(TaskRow task, IReadOnlyList<GridStage> stages, IReadOnlyList<(StageOutcome Outcome, string Expert)> outcomes)
    {
        var cells = new GridCell[stages.Count];
        // The experts stand for one stage, the one before the method's first: solved if one of them solved it.
        var byExperts = outcomes.Where(row => row.Expert.Length > 0).ToList();
        var (tried, solved, flips) = (false, false, 0);
        bool? before = byExperts.Count == 0 ? null : byExperts.Any(row => row.Outcome.Wins > 0);
        for (var i = 0; i < stages.Count; i++)
        {
            var stage = stages[i];
            int attempts = 0, wins = 0;
            foreach (var (outcome, expert) in outcomes)
            {
                if (expert == stage.Expert && outcome.Track == stage.Track && (stage.Iteration == 0 || outcome.Iteration == stage.Iteration))
                {
                    attempts += outcome.Attempts;
                    wins += outcome.Wins;
                }
            }

            bool? isSolved = attempts == 0 ? null : wins > 0;
            var isStage = stage is { IsOwn: true, Expert.Length: 0 };
            cells[i] = new GridCell(OutcomeOf(isSolved, isStage && (tried || before is not null), isStage && (solved || before == true)), wins, attempts);
            if (isStage && isSolved is { } now)
            {
                flips += before is { } then && then != now ? 1 : 0;
                (tried, solved) = (true, solved || before == true || now);
                before = now;
            }
        }

        return new GridRow(task, cells, flips, byExperts.Count > 0 && byExperts.All(row => row.Outcome.Wins == 0));
    }

    private static Outcome OutcomeOf(bool? isSolved, bool wasTried, bool wasSolved) => isSolved switch
    {
        null => Outcome.Untried,
        true => wasTried && !wasSolved ? Outcome.Newly : Outcome.Solved,
        false => wasSolved ? Outcome.Regressed : Outcome.Unsolved,
    };
}
