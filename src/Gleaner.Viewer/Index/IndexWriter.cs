using System.Security.Cryptography;
using Gleaner.Experiments.Reporting;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Viewer.Index;

/// <summary>
/// Takes the lines that have been appended to a run's files into the index, a batch at a time. A file that was finished, cut or
/// replaced since is taken anew. Batches are taken in transactions: a file's lines are in the index up to a place, or not at all.
/// </summary>
internal sealed class IndexWriter(string folder, IRunFiles files)
{
    private const int HeadBytes = 512;

    private readonly Dictionary<string, int> _tasks = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _texts = new Dictionary<string, string>();

    /// <summary>Finds how far the index has a file.</summary>
    public FilePlace Locate(IndexDatabase index, RunFile file, Stream stream)
    {
        var head = HeadOf(stream);
        var known = index.Rows(
            row => (Place: new FilePlace(row.GetInt32(0), row.GetInt64(3), row.GetInt64(4)), Path: row.GetString(1), Head: row.GetString(2)),
            "SELECT n, path, head, offset, lines FROM files WHERE name = @0", file.Name);
        if (known is not [var state])
        {
            index.Execute(
                "INSERT INTO files(name, path, head, offset, lines, kind, track, iteration, split, expert) VALUES(@0, @1, @2, 0, 0, @3, @4, @5, @6, @7)",
                file.Name, file.Path, head, file.Lines == LineKind.Rollouts ? (int)file.Kind : -1, Track(index, file.Track), file.Iteration, file.Split, file.Expert);
            return new FilePlace((int)index.Long("SELECT last_insert_rowid()"), 0, 0);
        }

        // The head of an empty or half-written file says nothing yet.
        if (state.Path == file.Path && state.Place.Offset <= stream.Length && (state.Head == head || state.Place.Offset == 0))
        {
            if (state.Head != head)
            {
                index.Execute("UPDATE files SET head = @1 WHERE n = @0", state.Place.File, head);
            }

            return state.Place;
        }

        return new FilePlace(state.Place.File, 0, 0) { IsAnother = true };
    }

    /// <summary>Forgets what the index has of a file that is another now.</summary>
    public static bool Forget(IndexDatabase index, RunFile file, int number, Stream stream)
    {
        Forget(index, number, file);
        index.Execute("UPDATE files SET path = @1, head = @2, offset = 0, lines = 0, rollouts = 0, attempts = 0, first = NULL, last = NULL WHERE n = @0", number, file.Path, HeadOf(stream));
        return true;
    }

    /// <summary>Forgets the numbers of tasks: what gave them to some of them has been taken back.</summary>
    public void ForgetNumbers() => _tasks.Clear();

    /// <summary>Takes a batch. Failing, it leaves half of it, which is to be taken back.</summary>
    /// <param name="index">The index.</param>
    /// <param name="file">The file that it is of.</param>
    /// <param name="number">The file's number in the index.</param>
    /// <param name="batch">The batch; it begins where the index ends.</param>
    public void Write(IndexDatabase index, RunFile file, int number, IndexBatch batch)
    {
        var track = Track(index, file.Track);
        TakeRollouts(index, file, number, track, batch);
        foreach (var (task, offset, length) in batch.Examples)
        {
            index.Execute(
                "INSERT INTO examples VALUES(@0, @1, @2, @3, @4, @5, @6)", track, file.Iteration, TaskOf(index, task), (int)file.Lines, number, offset, length);
        }

        foreach (var (line, problem) in batch.Damaged)
        {
            index.Execute("INSERT INTO damaged VALUES(@0, @1, @2)", number, line, problem);
        }

        index.Execute("UPDATE files SET offset = @1, lines = @2 WHERE n = @0", number, batch.End, batch.Lines);
    }

    /// <summary>Bytes of whole files that are not in the index yet, and bytes altogether. The last half line of a journal is waited for, not counted.</summary>
    public (long Pending, long Total) Measure(IndexDatabase index, IEnumerable<RunFile> found)
    {
        var known = index.Rows(row => (Name: row.GetString(0), Path: row.GetString(1), Offset: row.GetInt64(2)), "SELECT name, path, offset FROM files")
            .ToDictionary(file => file.Name, StringComparer.Ordinal);
        long pending = 0, total = 0;
        foreach (var file in found)
        {
            using var stream = files.OpenRead(Path.Combine(folder, file.Path));
            var done = known.TryGetValue(file.Name, out var state) && state.Path == file.Path ? Math.Min(state.Offset, stream.Length) : 0;
            total += stream.Length;
            pending += stream.Length - done > 0 && EndsInsideLine(stream, done) ? 0 : stream.Length - done;
        }

        return (pending, total);
    }

    /// <summary>Takes tasks that the run lists, with their texts, before any rollout of them.</summary>
    public void TakeTasks(IndexDatabase index, IReadOnlyList<string> training, IReadOnlyDictionary<string, string> texts)
    {
        _texts = texts;
        if (index.Long("SELECT count(*) FROM tasks WHERE place >= 0") == training.Count)
        {
            return;
        }

        index.Atomically(() =>
        {
            foreach (var (place, task) in training.Index())
            {
                index.Execute(
                    "INSERT INTO tasks(id, slug, text, place) VALUES(@0, @1, @2, @3) ON CONFLICT(id) DO UPDATE SET text = excluded.text, place = excluded.place",
                    task, SlugOf(task), texts.GetValueOrDefault(task, ""), place);
            }
        });
    }

    /// <summary>The id of a rollout.</summary>
    /// <param name="file">The name of its file.</param>
    /// <param name="key">What tells it apart there.</param>
    public static RolloutId IdOf(string file, string key) => new(ViewerPages.RolloutNumber(file, key));

    /// <summary>Names a task in links: 12 hexadecimal digits.</summary>
    public static string SlugOf(string task) => ViewerPages.TaskSlug(task);

    // Half a line of a journal: everything before it is in the index.
    private static bool EndsInsideLine(Stream stream, long done)
    {
        const int Look = 64 * 1024;
        if (stream.Length - done > Look)
        {
            return false;
        }

        stream.Position = done;
        var rest = new byte[stream.Length - done];
        stream.ReadExactly(rest);
        return Array.IndexOf(rest, (byte)'\n') < 0;
    }

    private static string HeadOf(Stream stream)
    {
        stream.Position = 0;
        var head = new byte[Math.Min(HeadBytes, stream.Length)];
        stream.ReadExactly(head);
        var end = Array.IndexOf(head, (byte)'\n');
        return Convert.ToHexStringLower(SHA256.HashData(end < 0 ? head : head.AsSpan(0, end)));
    }

    private static void Forget(IndexDatabase index, int number, RunFile file)
    {
        // A file's rollouts stand close together, among those of other stages that played at the same time.
        const string OfFile = "n BETWEEN (SELECT first FROM files WHERE n = @0) AND (SELECT last FROM files WHERE n = @0) AND file = @0";
        index.Execute($"DELETE FROM texts WHERE rowid IN (SELECT n FROM rollouts WHERE {OfFile})", number);
        index.Execute($"DELETE FROM rollouts WHERE {OfFile}", number);
        index.Execute("DELETE FROM examples WHERE file = @0", number);
        index.Execute("DELETE FROM damaged WHERE file = @0", number);
        if (file.Lines == LineKind.Rollouts)
        {
            index.Execute(
                "DELETE FROM outcomes WHERE split = @0 AND iteration = @1 AND expert = @2 AND track = coalesce((SELECT n FROM tracks WHERE folder = @3), 0)",
                file.Split, file.Iteration, file.Expert, file.Track);
        }
    }

    private static int Track(IndexDatabase index, string methodFolder) =>
        methodFolder.Length == 0 ? 0 : (int)index.Long("SELECT n FROM tracks WHERE folder = @0", methodFolder);

    private void TakeRollouts(IndexDatabase index, RunFile file, int number, int track, IndexBatch batch)
    {
        var rollouts = index.Statement(
            """
            INSERT OR IGNORE INTO rollouts(id, kind, file, offset, length, task, track, iteration, split, expert, trunk, step, attempt, ret, won, stop, steps, tokens, logp)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        var texts = index.Statement("INSERT INTO texts(rowid, actions, thoughts, observations) VALUES(?, ?, ?, ?)");
        var outcomes = new Dictionary<int, TaskCounts>();
        var (taken, first, last) = (0, 0L, 0L);
        rollouts.Bind(2, (int)file.Kind);
        rollouts.Bind(3, number);
        rollouts.Bind(7, track);
        rollouts.Bind(8, file.Iteration);
        rollouts.Bind(9, file.Split);
        rollouts.Bind(10, file.Expert);
        foreach (var rollout in batch.Rollouts)
        {
            var task = TaskOf(index, rollout.Task);
            Bind(rollouts, rollout, task);
            if (rollouts.Run() == 0)
            {
                continue;
            }

            last = rollouts.LastRow;
            first = taken++ == 0 ? last : first;
            texts.Bind(1, last);
            texts.Bind(2, batch.TextOf(rollout.Actions));
            texts.Bind(3, batch.TextOf(rollout.Thoughts));
            texts.Bind(4, batch.TextOf(rollout.Observations));
            texts.Run();
            if (rollout.Stop.IsOfThePolicy)
            {
                outcomes[task] = outcomes.GetValueOrDefault(task).With(rollout.IsWon, isFromStart: rollout.Step == 0);
            }
        }

        foreach (var (task, counts) in outcomes)
        {
            index.Execute(
                """
                INSERT INTO outcomes VALUES(@0, @1, @2, @3, @4, @5, @6, @7, @8) ON CONFLICT DO UPDATE SET
                attempts = attempts + excluded.attempts, wins = wins + excluded.wins, starts = starts + excluded.starts, start_wins = start_wins + excluded.start_wins
                """,
                file.Split, track, file.Iteration, file.Expert, task, counts.Attempts, counts.Wins, counts.Starts, counts.StartWins);
        }

        if (taken > 0)
        {
            index.Execute(
                "UPDATE files SET rollouts = rollouts + @1, attempts = attempts + @2, first = min(coalesce(first, @3), @3), last = @4 WHERE n = @0",
                number, taken, outcomes.Values.Sum(counts => counts.Attempts), first, last);
        }
    }

    private static void Bind(IndexStatement row, in RolloutEntry rollout, int task)
    {
        row.Bind(1, rollout.Id.Value);
        row.Bind(4, rollout.Offset);
        row.Bind(5, rollout.Length);
        row.Bind(6, task);
        row.Bind(11, rollout.Trunk);
        row.Bind(12, rollout.Step);
        row.Bind(13, rollout.Attempt);
        row.Bind(14, (double?)rollout.Return);
        row.Bind(15, rollout.IsWon ? 1 : 0);
        row.Bind(16, (int)rollout.Stop);
        row.Bind(17, rollout.Steps);
        row.Bind(18, rollout.Tokens);
        row.Bind(19, rollout.LogProbability);
    }

    private int TaskOf(IndexDatabase index, string id)
    {
        if (_tasks.TryGetValue(id, out var known))
        {
            return known;
        }

        index.Execute("INSERT OR IGNORE INTO tasks(id, slug, text, place) VALUES(@0, @1, @2, -1)", id, SlugOf(id), _texts.GetValueOrDefault(id, ""));
        var number = (int)index.Long("SELECT n FROM tasks WHERE id = @0", id);
        return _tasks[id] = number;
    }
}

/// <summary>What a batch adds to the outcomes of a task in a stage: rollouts that count, those of them that won, and both of those from s0.</summary>
internal readonly record struct TaskCounts(int Attempts, int Wins, int Starts, int StartWins)
{
    public TaskCounts With(bool isWon, bool isFromStart) => new(
        Attempts + 1, Wins + (isWon ? 1 : 0), Starts + (isFromStart ? 1 : 0), StartWins + (isFromStart && isWon ? 1 : 0));
}

/// <summary>How far the index has a file.</summary>
/// <param name="File">The file's number.</param>
/// <param name="Offset">Bytes of it that are in the index.</param>
/// <param name="Lines">Lines of it that are in the index.</param>
internal readonly record struct FilePlace(int File, long Offset, long Lines)
{
    /// <summary>Whether the index has lines of another file under its name, which are to be forgotten.</summary>
    public bool IsAnother { get; init; }
}
