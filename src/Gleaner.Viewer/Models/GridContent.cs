using System.Globalization;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Models;

/// <summary>What the grid goes by to filter and to sort a task.</summary>
/// <param name="Number">The task's number in the index.</param>
/// <param name="Flips">How often its outcome changed along the method's stages, the expert's included.</param>
/// <param name="Groups">The groups that it belongs to.</param>
/// <param name="Solved">The shares of rollouts won, summed over the stages that played it.</param>
internal readonly record struct GridTask(int Number, int Flips, TaskGroups Groups, double Solved);

/// <summary>
/// What came of all tasks of a split, before anything is filtered or sorted. A run has as many of these numbers as tasks times stages: they are kept as numbers,
/// and rows are made of them for the page that is shown.
/// </summary>
internal sealed class GridContent
{
    private readonly StageTally[][] _tallies;

    private GridContent(IReadOnlyList<Track> tracks, IReadOnlyList<string> splits, IReadOnlyList<GridStage> stages, StageTally[][] tallies, IReadOnlyList<(int Number, bool IsTraining)> numbers, bool isTraining)
    {
        (Tracks, Splits, Stages, _tallies) = (tracks, splits, stages, tallies);
        Tasks = Judge(numbers, isTraining);
        Counts = GridModel.Groups.ToDictionary(group => group.Name, group => Tasks.Count(task => task.Groups.HasFlag(group.Group)), StringComparer.Ordinal);
    }

    public IReadOnlyList<Track> Tracks { get; }

    public IReadOnlyList<string> Splits { get; }

    public IReadOnlyList<GridStage> Stages { get; }

    /// <summary>The tasks of the split, in its order.</summary>
    public IReadOnlyList<GridTask> Tasks { get; }

    /// <summary>How many tasks each group has.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; }

    public static GridContent Of(IndexDatabase index, Track track, string split)
    {
        var tracks = index.Tracks();
        var played = index.Stages(split);
        var numbers = index.TaskNumbers();
        var stages = StagesOf(track, tracks, played, split);
        var length = numbers.Select(task => task.Number + 1).DefaultIfEmpty(0).Max();
        var tallies = stages.Select(_ => new StageTally[length]).ToArray();
        foreach (var (i, stage) in stages.Index())
        {
            foreach (var part in played.Where(part => part.Expert == stage.Expert && part.Track == stage.Track && (stage.Iteration == 0 || part.Iteration == stage.Iteration)))
            {
                index.AddTallies(split, part, tallies[i]);
            }
        }

        return new GridContent(tracks, index.Splits(), stages, tallies, numbers, isTraining: split.Length == 0);
    }

    /// <summary>What each stage made of a task.</summary>
    public IReadOnlyList<GridCell> CellsOf(int task)
    {
        var cells = new GridCell[Stages.Count];
        Fill(task, cells);
        return cells;
    }

    private static List<GridStage> StagesOf(Track track, IReadOnlyList<Track> tracks, IReadOnlyList<PlayedStage> played, string split)
    {
        var stages = played
            .Where(stage => stage.Expert.Length > 0)
            .Select(stage => stage.Expert)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(expert => new GridStage(expert, $"Runs of the expert {expert}", 0, 0, expert, IsOwn: true))
            .ToList();
        var lasts = played.Where(stage => stage.Expert.Length == 0).GroupBy(stage => stage.Track).ToDictionary(group => group.Key, group => group.Max(stage => stage.Iteration));
        foreach (var other in tracks.Where(other => other.Seed == track.Seed && other.Number != track.Number && lasts.ContainsKey(other.Number)))
        {
            var last = lasts[other.Number];
            stages.Add(split.Length == 0
                ? new GridStage(other.Method, $"All training rollouts of {other.Method}", other.Number, 0, "", IsOwn: false)
                : new GridStage(other.Method, string.Create(CultureInfo.InvariantCulture, $"{other.Method} after iteration {last}"), other.Number, last, "", IsOwn: false));
        }

        for (var iteration = 1; lasts.TryGetValue(track.Number, out var last) && iteration <= last; iteration++)
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

    private List<GridTask> Judge(IReadOnlyList<(int Number, bool IsTraining)> numbers, bool isTraining)
    {
        var tasks = new List<GridTask>(numbers.Count);
        var cells = new GridCell[Stages.Count];
        foreach (var (number, isOfSplit) in numbers)
        {
            var (flips, hasExpertFailed) = Fill(number, cells);
            var (groups, solved, isPlayed) = (hasExpertFailed ? TaskGroups.ExpertFailed : TaskGroups.None, 0.0, false);
            var (isNever, isAlways) = (true, true);
            foreach (var cell in cells)
            {
                groups |= cell.Outcome switch { Outcome.Newly => TaskGroups.Newly, Outcome.Regressed => TaskGroups.Regressed, _ => TaskGroups.None };
                isNever &= cell.Outcome is Outcome.Unsolved or Outcome.Untried;
                isAlways &= cell.Outcome is Outcome.Solved or Outcome.Untried;
                isPlayed |= cell.Attempts > 0;
                solved += cell.Attempts == 0 ? 0 : (double)cell.Wins / cell.Attempts;
            }

            if (isPlayed)
            {
                groups |= (isNever ? TaskGroups.Never : TaskGroups.None) | (isAlways ? TaskGroups.Always : TaskGroups.None);
            }

            if (isPlayed || (isTraining && isOfSplit))
            {
                tasks.Add(new GridTask(number, flips, groups, solved));
            }
        }

        return tasks;
    }

    private (int Flips, bool HasExpertFailed) Fill(int task, GridCell[] cells)
    {
        // The experts stand for one stage, the one before the method's first: solved if one of them solved it.
        bool? byExperts = null;
        for (var i = 0; i < cells.Length; i++)
        {
            if (Stages[i].Expert.Length > 0 && _tallies[i][task] is { Attempts: > 0 } tally)
            {
                byExperts = byExperts == true || tally.Wins > 0;
            }
        }

        var (tried, solved, flips) = (false, false, 0);
        var before = byExperts;
        for (var i = 0; i < cells.Length; i++)
        {
            var (attempts, wins) = _tallies[i][task];
            bool? isSolved = attempts == 0 ? null : wins > 0;
            var isStage = Stages[i] is { IsOwn: true, Expert.Length: 0 };
            cells[i] = new GridCell(OutcomeOf(isSolved, isStage && (tried || before is not null), isStage && (solved || before == true)), wins, attempts);
            if (isStage && isSolved is { } now)
            {
                flips += before is { } then && then != now ? 1 : 0;
                (tried, solved) = (true, solved || before == true || now);
                before = now;
            }
        }

        return (flips, byExperts == false);
    }

    private static Outcome OutcomeOf(bool? isSolved, bool wasTried, bool wasSolved) => isSolved switch
    {
        null => Outcome.Untried,
        true => wasTried && !wasSolved ? Outcome.Newly : Outcome.Solved,
        false => wasSolved ? Outcome.Regressed : Outcome.Unsolved,
    };
}
