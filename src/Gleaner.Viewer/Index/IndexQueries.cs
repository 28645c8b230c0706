using System.Globalization;
using Gleaner.Trajectories;
using Microsoft.Data.Sqlite;

namespace Gleaner.Viewer.Index;

/// <summary>What pages ask an index.</summary>
internal static class IndexQueries
{
    private const string Columns =
        "r.id, r.kind, r.file, r.offset, r.length, r.task, r.track, r.iteration, r.split, r.expert, r.trunk, r.step, r.attempt, r.ret, r.won, r.stop, r.steps, r.tokens, r.logp, r.n";

    // An expert's trunk is the same for all; one that a student made, named STUDENT:ITERATION:START:ATTEMPT, is its track's own.
    private const string OwnTrack = "CASE WHEN instr(r.trunk, ':') > 0 THEN r.track ELSE 0 END";

    public static IReadOnlyList<Track> Tracks(this IndexDatabase index) => index.Rows(
        row => new Track(row.GetInt32(0), row.GetString(1), row.GetString(2), ulong.Parse(row.GetString(3), CultureInfo.InvariantCulture)),
        "SELECT n, folder, method, seed FROM tracks ORDER BY n");

    public static TaskRow? Task(this IndexDatabase index, int number) =>
        index.Rows(ReadTask, "SELECT n, id, slug, text, place FROM tasks WHERE n = @0", number).FirstOrDefault();

    public static TaskRow? TaskBySlug(this IndexDatabase index, string slug) =>
        index.Rows(ReadTask, "SELECT n, id, slug, text, place FROM tasks WHERE slug = @0", slug).FirstOrDefault();

    /// <summary>The task at a place of the training split.</summary>
    public static TaskRow? TaskAt(this IndexDatabase index, int place) => place < 0
        ? null
        : index.Rows(ReadTask, "SELECT n, id, slug, text, place FROM tasks WHERE place = @0", place).FirstOrDefault();

    public static IReadOnlyDictionary<int, TaskRow> Tasks(this IndexDatabase index) =>
        index.Rows(ReadTask, "SELECT n, id, slug, text, place FROM tasks").ToDictionary(task => task.Number);

    public static RolloutRow? Rollout(this IndexDatabase index, RolloutId id) =>
        index.Rows(ReadRollout, $"SELECT {Columns} FROM rollouts r WHERE r.id = @0", id.Value).FirstOrDefault();

    /// <summary>The rollouts of a task, in the order of the file; at most as many as asked for.</summary>
    public static IReadOnlyList<RolloutRow> RolloutsOf(this IndexDatabase index, int task, int track, RolloutKind kind, int limit) => index.Rows(
        ReadRollout,
        $"SELECT {Columns} FROM rollouts r WHERE r.task = @0 AND r.track = @1 AND r.kind = @2 ORDER BY r.iteration, r.step, r.trunk, r.attempt LIMIT @3",
        task, track, (int)kind, limit);

    /// <summary>All greedy rollouts of a task under the tracks of one seed, and the experts'.</summary>
    public static IReadOnlyList<RolloutRow> EvaluationsOf(this IndexDatabase index, int task, int limit) => index.Rows(
        ReadRollout,
        $"SELECT {Columns} FROM rollouts r WHERE r.task = @0 AND r.kind = {(int)RolloutKind.Evaluation} ORDER BY r.track, r.iteration LIMIT @1",
        task, limit);

    /// <summary>The lines of examples, or of verdicts, that are about a task.</summary>
    public static IReadOnlyList<(int Iteration, LineAt Line)> LinesOf(this IndexDatabase index, int task, int track, LineKind kind) => index.Rows(
        row => (row.GetInt32(0), new LineAt(row.GetInt32(1), row.GetInt64(2), row.GetInt32(3))),
        "SELECT iteration, file, offset, length FROM examples WHERE task = @0 AND track = @1 AND kind = @2 ORDER BY iteration, offset",
        task, track, (int)kind);

    /// <summary>The lines of all methods' examples that are about a task.</summary>
    public static IReadOnlyList<(int Track, int Iteration, LineAt Line)> ExamplesOf(this IndexDatabase index, int task) => index.Rows(
        row => (row.GetInt32(0), row.GetInt32(1), new LineAt(row.GetInt32(2), row.GetInt64(3), row.GetInt32(4))),
        $"SELECT track, iteration, file, offset, length FROM examples WHERE task = @0 AND kind = {(int)LineKind.Examples} ORDER BY track, iteration, offset LIMIT 500",
        task);

    /// <summary>The rollouts of the same task, track and iteration, in the order of their start states.</summary>
    public static IReadOnlyList<RolloutRow> SiblingsOf(this IndexDatabase index, RolloutRow rollout) => index.Rows(
        ReadRollout,
        $"SELECT {Columns} FROM rollouts r WHERE r.task = @0 AND r.track = @1 AND r.iteration = @2 AND r.kind = @3 AND r.split = @4 ORDER BY r.step, r.trunk, r.attempt, r.n LIMIT 1000",
        rollout.Task, rollout.Track, rollout.Iteration, (int)rollout.Kind, rollout.Split);

    /// <summary>The path of a file, relative to the run.</summary>
    public static string? PathOf(this IndexDatabase index, int file) =>
        index.Rows(row => row.GetString(0), "SELECT path FROM files WHERE n = @0", file).FirstOrDefault();

    /// <summary>The stages of a split that something came of.</summary>
    public static IReadOnlyList<PlayedStage> Stages(this IndexDatabase index, string split) => index.Rows(
        row => new PlayedStage(row.GetInt32(0), row.GetInt32(1), row.GetString(2)),
        "SELECT DISTINCT track, iteration, expert FROM files WHERE split = @0 AND attempts > 0 ORDER BY track, iteration, expert", split);

    /// <summary>Adds what came of every task in a stage.</summary>
    /// <param name="index">The index.</param>
    /// <param name="split">The split.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="tallies">One a task, by the task's number.</param>
    public static void AddTallies(this IndexDatabase index, string split, PlayedStage stage, StageTally[] tallies)
    {
        var outcomes = index.Statement("SELECT task, attempts, wins FROM outcomes WHERE split = ? AND track = ? AND iteration = ? AND expert = ?");
        outcomes.Bind(1, split);
        outcomes.Bind(2, stage.Track);
        outcomes.Bind(3, stage.Iteration);
        outcomes.Bind(4, stage.Expert);
        outcomes.Read(row =>
        {
            // A task that came in since the others were counted is one of the next state's.
            if (row.Integer(0) is var task && task < tallies.Length)
            {
                tallies[task] = new StageTally(tallies[task].Attempts + row.Integer(1), tallies[task].Wins + row.Integer(2));
            }
        });
    }

    /// <summary>The numbers of all tasks: those of the training split in its order, then the others.</summary>
    public static IReadOnlyList<(int Number, bool IsTraining)> TaskNumbers(this IndexDatabase index)
    {
        var numbers = new List<(int, bool)>();
        index.Statement("SELECT n, place >= 0 FROM tasks ORDER BY place < 0, place, n").Read(row => numbers.Add((row.Integer(0), row.Integer(1) != 0)));
        return numbers;
    }

    /// <summary>Splits that something was evaluated on; the empty one is training.</summary>
    public static IReadOnlyList<string> Splits(this IndexDatabase index) =>
        index.Rows(row => row.GetString(0), "SELECT DISTINCT split FROM files WHERE attempts > 0 ORDER BY split");

    /// <summary>Iterations that something was played in.</summary>
    public static IReadOnlyList<int> Iterations(this IndexDatabase index) =>
        index.Rows(row => row.GetInt32(0), "SELECT DISTINCT iteration FROM files WHERE attempts > 0 AND iteration > 0 ORDER BY iteration");

    /// <summary>Experts that played.</summary>
    public static IReadOnlyList<string> Experts(this IndexDatabase index) =>
        index.Rows(row => row.GetString(0), "SELECT DISTINCT expert FROM files WHERE attempts > 0 AND expert <> '' ORDER BY expert");

    /// <summary>Rollouts in the index; kept with its files, so that nothing is counted.</summary>
    public static long Rollouts(this IndexDatabase index) => index.Long("SELECT coalesce(sum(rollouts), 0) FROM files");

    /// <summary>Training rollouts of each track that count.</summary>
    public static IReadOnlyDictionary<int, long> Attempts(this IndexDatabase index) => index.Rows(
        row => (Track: row.GetInt32(0), Count: row.GetInt64(1)), "SELECT track, sum(attempts) FROM files WHERE split = '' AND attempts > 0 GROUP BY track").ToDictionary(row => row.Track, row => row.Count);

    /// <summary>How many tasks a stage of exploration tried so often from s0, and won so often: attempts, wins, tasks.</summary>
    public static IReadOnlyList<(int Attempts, int Wins, int Tasks)> Starts(this IndexDatabase index, int track, int iteration) => index.Rows(
        row => (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)),
        "SELECT starts, start_wins, count(*) FROM outcomes WHERE split = '' AND track = @0 AND iteration = @1 AND starts > 0 GROUP BY starts, start_wins", track, iteration);

    /// <summary>The rollouts that a condition holds for, a page of them.</summary>
    /// <param name="index">The index.</param>
    /// <param name="condition">SQL about <c>r</c>, with parameters from @0 on.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="order">One of the orders that pages know.</param>
    /// <param name="skip">Rows before the page.</param>
    /// <param name="take">Rows of the page.</param>
    public static IReadOnlyList<RolloutRow> Search(this IndexDatabase index, string condition, IReadOnlyList<object?> parameters, string order, int skip, int take) => index.Rows(
        ReadRollout,
        string.Create(CultureInfo.InvariantCulture, $"SELECT {Columns} FROM rollouts r WHERE {condition} ORDER BY {order} LIMIT {take} OFFSET {skip}"),
        [.. parameters]);

    /// <summary>Words of the texts that begin so, in their order; at most as many as asked for.</summary>
    /// <param name="index">The index.</param>
    /// <param name="beginning">Lower-case letters and digits.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<string> WordsFrom(this IndexDatabase index, string beginning, int most)
    {
        var words = new List<string>();
        // The table has a row for each place that a word stands at; each look is for the first place of the next word.
        for (var from = beginning; words.Count < most; from = words[^1] + '\u0001')
        {
            if (index.Rows(row => row.GetString(0), "SELECT term FROM temp.words WHERE term >= @0 LIMIT 1", from) is not [var word] || !word.StartsWith(beginning, StringComparison.Ordinal))
            {
                break;
            }

            words.Add(word);
        }

        return words;
    }

    /// <summary>The rollout of a number.</summary>
    public static RolloutRow? RolloutAt(this IndexDatabase index, long number) =>
        index.Rows(ReadRollout, $"SELECT {Columns} FROM rollouts r WHERE r.n = @0", number).FirstOrDefault();

    /// <summary>How many rollouts a condition holds for; all of them are counted.</summary>
    public static long Count(this IndexDatabase index, string condition, IReadOnlyList<object?> parameters) =>
        index.Long($"SELECT count(*) FROM rollouts r WHERE {condition}", [.. parameters]);

    /// <summary>The ids of all rollouts that a condition holds for: 8 bytes each, so that a download of any length knows at its beginning what it holds.</summary>
    public static IReadOnlyList<RolloutId> Ids(this IndexDatabase index, string condition, IReadOnlyList<object?> parameters, string order) => index.Rows(
        row => new RolloutId(row.GetInt64(0)), $"SELECT r.id FROM rollouts r WHERE {condition} ORDER BY {order}", [.. parameters]);

    /// <summary>
    /// Students' rollouts that a condition holds for, in pairs from one state: the first that won with the first that lost, and so on. Rollouts
    /// that say nothing about their policy are in none.
    /// </summary>
    /// <returns>The pairs, and how many rollouts are in none because another one is missing.</returns>
    public static (IReadOnlyList<(RolloutId Won, RolloutId Lost)> Pairs, int Unpaired) Pairs(this IndexDatabase index, string condition, IReadOnlyList<object?> parameters)
    {
        var pairs = new List<(RolloutId, RolloutId)>();
        var (unpaired, state) = (0, (Task: -1, Track: 0, Trunk: "", Step: -1));
        // Of one state, those that wait for another: all of them won, or all of them lost.
        var waiting = new Queue<(RolloutId Id, bool IsWon)>();
        using var reader = index.Command(
            $"""
            SELECT r.id, r.won, r.task, {OwnTrack} AS own, coalesce(r.trunk, ''), r.step FROM rollouts r
            WHERE ({condition}) AND r.kind <> {(int)RolloutKind.Expert} AND r.stop NOT IN {IndexSchema.WithoutOutcome}
            ORDER BY r.task, own, r.trunk, r.step, r.n
            """,
            [.. parameters]).ExecuteReader();
        while (reader.Read())
        {
            var next = (Task: reader.GetInt32(2), Track: reader.GetInt32(3), Trunk: reader.GetString(4), Step: reader.GetInt32(5));
            if (next != state)
            {
                unpaired += waiting.Count;
                waiting.Clear();
                state = next;
            }

            var (id, isWon) = (new RolloutId(reader.GetInt64(0)), reader.GetInt32(1) != 0);
            if (waiting.TryPeek(out var other) && other.IsWon != isWon)
            {
                waiting.Dequeue();
                pairs.Add(isWon ? (id, other.Id) : (other.Id, id));
            }
            else
            {
                waiting.Enqueue((id, isWon));
            }
        }

        return (pairs, unpaired + waiting.Count);
    }

    private static TaskRow ReadTask(SqliteDataReader row) => new(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4));

    private static RolloutRow ReadRollout(SqliteDataReader row) => new()
    {
        Id = new RolloutId(row.GetInt64(0)),
        Kind = (RolloutKind)row.GetInt32(1),
        Line = new LineAt(row.GetInt32(2), row.GetInt64(3), row.GetInt32(4)),
        Task = row.GetInt32(5),
        Track = row.GetInt32(6),
        Iteration = row.GetInt32(7),
        Split = row.GetString(8),
        Expert = row.GetString(9),
        Trunk = row.IsDBNull(10) ? null : row.GetString(10),
        Step = row.GetInt32(11),
        Attempt = row.GetInt32(12),
        Return = row.GetDouble(13),
        IsWon = row.GetInt32(14) != 0,
        Stop = (StopReason)row.GetInt32(15),
        Steps = row.GetInt32(16),
        Tokens = row.GetInt32(17),
        LogProbability = row.IsDBNull(18) ? null : row.GetDouble(18),
        Number = row.GetInt64(19),
    };
}
