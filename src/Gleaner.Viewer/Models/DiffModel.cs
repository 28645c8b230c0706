using Gleaner.Runs;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>Two rollouts of a task side by side, aligned by what was seen.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Left">The first.</param>
/// <param name="Right">The second.</param>
/// <param name="Home">The track whose task page is above.</param>
/// <param name="Rows">The rows, or those that differ.</param>
/// <param name="Folded">Rows that are the same and not shown.</param>
/// <param name="ShowsAll">Whether rows that are the same are shown as well.</param>
internal sealed record DiffModel(string Run, DiffSide Left, DiffSide Right, Track? Home, IReadOnlyList<DiffRow> Rows, int Folded, bool ShowsAll)
{
    public const int ShownCharacters = 700;

    private const int MostSteps = 2_000;

    public static async Task<DiffModel> BuildAsync(ViewedRun run, RolloutRow left, RolloutRow right, bool showsAll, TimeProvider time, CancellationToken cancellationToken)
    {
        var a = await run.Player.PlayAsync(left, time, cancellationToken).ConfigureAwait(false);
        var b = await run.Player.PlayAsync(right, time, cancellationToken).ConfigureAwait(false);
        var (tracks, task) = await run.Index.ReadAsync(index => (index.Tracks(), index.Task(left.Task)), cancellationToken).ConfigureAwait(false);
        var rows = Align(Steps(a), Steps(b)).ToList();
        var shown = showsAll ? rows : [.. rows.Where(row => !row.IsSame)];
        DiffSide Side(RolloutRow row, PlayedRollout played) => new(new RolloutLine(row, tracks.FirstOrDefault(track => track.Number == row.Track), task), played);
        return new DiffModel(
            run.Id, Side(left, a), Side(right, b),
            tracks.FirstOrDefault(track => track.Number == Math.Max(left.Track, right.Track)) ?? tracks.FirstOrDefault(track => run.IsEef(track.Method)),
            shown, rows.Count - shown.Count, showsAll);
    }

    private static List<DiffStep> Steps(PlayedRollout played)
    {
        var turns = played.Trajectory.Turns;
        var hasTexts = played.Observations is ObservationSource.Recorded or ObservationSource.Replayed;
        var steps = new List<DiffStep>();
        for (var i = 0; i <= Math.Min(turns.Length, MostSteps); i++)
        {
            var seen = i < turns.Length ? turns[i].Observation : played.Trajectory.Final;
            var key = hasTexts ? ObservationHash.Of(seen) : i < played.Hashes.Length ? played.Hashes[i] : "";
            steps.Add(new DiffStep(i, key, hasTexts ? CutText.Of(seen.Text, ShownCharacters) : null, i < turns.Length ? turns[i] : null, i < played.PrefixLength));
        }

        return steps;
    }

    // The longest common subsequence of states; between two states that both reached, what only one saw stands beside what only the other did.
    private static IEnumerable<DiffRow> Align(IReadOnlyList<DiffStep> a, IReadOnlyList<DiffStep> b)
    {
        var common = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            for (var j = b.Count - 1; j >= 0; j--)
            {
                common[i, j] = a[i].Key == b[j].Key ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (left, right) = (0, 0);
        var (onlyA, onlyB) = (new Queue<DiffStep>(), new Queue<DiffStep>());
        while (left < a.Count || right < b.Count)
        {
            if (left < a.Count && right < b.Count && a[left].Key == b[right].Key)
            {
                foreach (var row in Drain(onlyA, onlyB))
                {
                    yield return row;
                }

                yield return new DiffRow(a[left++], b[right++]);
            }
            else if (right >= b.Count || (left < a.Count && common[left + 1, right] >= common[left, right + 1]))
            {
                onlyA.Enqueue(a[left++]);
            }
            else
            {
                onlyB.Enqueue(b[right++]);
            }
        }

        foreach (var row in Drain(onlyA, onlyB))
        {
            yield return row;
        }
    }

    private static IEnumerable<DiffRow> Drain(Queue<DiffStep> a, Queue<DiffStep> b)
    {
        while (a.Count > 0 || b.Count > 0)
        {
            yield return new DiffRow(a.TryDequeue(out var left) ? left : null, b.TryDequeue(out var right) ? right : null);
        }
    }
}

/// <summary>One of the two.</summary>
internal sealed record DiffSide(RolloutLine Line, PlayedRollout Played);

/// <summary>A step of one of the two; the last one has no turn.</summary>
internal sealed record DiffStep(int Number, string Key, CutText? Observation, Turn? Turn, bool IsPrefix);

/// <summary>Steps that stand beside each other.</summary>
internal sealed record DiffRow(DiffStep? Left, DiffStep? Right)
{
    /// <summary>Whether both saw the same.</summary>
    public bool IsSameState => Left is not null && Right is not null && Left.Key == Right.Key;

    /// <summary>Whether both saw and did the same.</summary>
    public bool IsSame => IsSameState && Left!.Turn?.Action == Right!.Turn?.Action;
}
