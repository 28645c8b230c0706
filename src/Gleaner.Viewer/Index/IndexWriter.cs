using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Viewer.Index;

/// <summary>
/// Takes the lines that have been appended to a run's files into the index, a batch at a time. A file that was finished, cut or
/// replaced since is taken anew; what is in a batch is in the index as a whole or not at all.
/// </summary>
internal sealed class IndexWriter(string folder, IRunFiles files)
{
    // Pages wait for a batch at most.
    private const int BatchLines = 500;
    private const int BatchBytes = 2 * 1024 * 1024;
    private const int HeadBytes = 512;

    private readonly RolloutScanner _scanner = new();
    private readonly Dictionary<string, int> _tasks = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _texts = new Dictionary<string, string>();

    /// <summary>One batch of one file.</summary>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="GleanerException">The file cannot be read.</exception>
    public bool Advance(IndexDatabase index, RunFile file)
    {
        using var stream = files.OpenRead(Path.Combine(folder, file.Path));
        try
        {
            return index.Atomically(() => Advance(index, file, stream));
        }
        catch
        {
            // Numbers of tasks that were rolled back.
            _tasks.Clear();
            throw;
        }
    }

    private bool Advance(IndexDatabase index, RunFile file, Stream stream)
    {
        var (number, offset, lines, wasReset) = Locate(index, file, stream);
        if (offset >= stream.Length)
        {
            return wasReset;
        }

        var reader = new LineReader(stream, offset);
        var track = Track(index, file.Track);
        var taken = 0;
        while (taken < BatchLines && reader.Offset - offset < BatchBytes && reader.TryRead(out var line))
        {
            var at = new LineAt(number, reader.Offset - line.Length - 1, line.Length);
            TryTake(index, file, track, line, at, lines + ++taken);
        }

        index.Execute("UPDATE files SET offset = @1, lines = @2 WHERE n = @0", number, reader.Offset, lines + taken);
        return taken > 0 || wasReset;
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

            return true;
        });
    }

    /// <summary>The id of a rollout.</summary>
    /// <param name="file">The name of its file.</param>
    /// <param name="key">What tells it apart there.</param>
    public static RolloutId IdOf(string file, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{file}|{key}"), hash);
        return new RolloutId(BitConverter.ToInt64(hash) & long.MaxValue);
    }

    /// <summary>Names a task in links: 12 hexadecimal digits.</summary>
    public static string SlugOf(string task) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(task)).AsSpan(0, 6));

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

    private static (int Number, long Offset, long Lines, bool WasReset) Locate(IndexDatabase index, RunFile file, Stream stream)
    {
        var head = HeadOf(stream);
        var known = index.Rows(
            row => (Number: row.GetInt32(0), Path: row.GetString(1), Head: row.GetString(2), Offset: row.GetInt64(3), Lines: row.GetInt64(4)),
            "SELECT n, path, head, offset, lines FROM files WHERE name = @0", file.Name);
        if (known is [var state])
        {
            // The head of an empty or half-written file says nothing yet.
            if (state.Path == file.Path && state.Offset <= stream.Length && (state.Head == head || state.Offset == 0))
            {
                if (state.Head != head)
                {
                    index.Execute("UPDATE files SET head = @1 WHERE n = @0", state.Number, head);
                }

                return (state.Number, state.Offset, state.Lines, false);
            }

            Forget(index, state.Number, file);
            index.Execute("UPDATE files SET path = @1, head = @2, offset = 0, lines = 0 WHERE n = @0", state.Number, file.Path, head);
            return (state.Number, 0, 0, true);
        }

        index.Execute("INSERT INTO files(name, path, head, offset, lines) VALUES(@0, @1, @2, 0, 0)", file.Name, file.Path, head);
        return ((int)index.Long("SELECT last_insert_rowid()"), 0, 0, false);
    }

    private static void Forget(IndexDatabase index, int number, RunFile file)
    {
        index.Execute("DELETE FROM texts WHERE rowid IN (SELECT n FROM rollouts WHERE file = @0)", number);
        index.Execute("DELETE FROM rollouts WHERE file = @0", number);
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

    private void TryTake(IndexDatabase index, RunFile file, int track, ReadOnlySpan<byte> line, LineAt at, long lineNumber)
    {
        try
        {
            if (file.Lines == LineKind.Rollouts)
            {
                TakeRollout(index, file, track, line, at);
            }
            else
            {
                _scanner.Read(line);
                index.Execute(
                    "INSERT INTO examples VALUES(@0, @1, @2, @3, @4, @5, @6)",
                    track, file.Iteration, TaskOf(index, _scanner.Task), (int)file.Lines, at.File, at.Offset, at.Length);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            // One line that cannot be read never costs the others; the run's page tells of it.
            index.Execute("INSERT INTO damaged VALUES(@0, @1, @2)", at.File, lineNumber, exception.Message);
        }
    }

    private void TakeRollout(IndexDatabase index, RunFile file, int track, ReadOnlySpan<byte> line, LineAt at)
    {
        _scanner.Read(line);
        if (!double.IsFinite(_scanner.Return))
        {
            throw new JsonException("the return is no number");
        }

        var task = TaskOf(index, _scanner.Task);
        var key = file.Kind == RolloutKind.Expert
            ? $"{_scanner.Task}|{_scanner.Run}"
            : RolloutRecordKey(_scanner);
        var isWon = _scanner.Stop.IsOfThePolicy && _scanner.Return >= file.Threshold;
        var added = index.Execute(
            """
            INSERT OR IGNORE INTO rollouts(id, kind, file, offset, length, task, track, iteration, split, expert, trunk, step, attempt, ret, won, stop, steps, tokens, logp)
            VALUES(@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17, @18)
            """,
            IdOf(file.Name, key).Value, (int)file.Kind, at.File, at.Offset, at.Length, task, track, file.Iteration, file.Split, file.Expert,
            _scanner.Trunk, _scanner.Step, _scanner.Run > 1 ? _scanner.Run - 1 : _scanner.Attempt, _scanner.Return, isWon ? 1 : 0, (int)_scanner.Stop,
            _scanner.Steps, _scanner.Tokens, _scanner.LogProbability is { } sum && double.IsFinite(sum) ? sum : null);
        if (added == 0)
        {
            return;
        }

        index.Execute(
            "INSERT INTO texts(rowid, actions, thoughts, observations) VALUES(last_insert_rowid(), @0, @1, @2)",
            _scanner.Actions, _scanner.Thoughts, _scanner.Observations);
        if (_scanner.Stop.IsOfThePolicy)
        {
            index.Execute(
                "INSERT INTO outcomes VALUES(@0, @1, @2, @3, @4, 1, @5) ON CONFLICT DO UPDATE SET attempts = attempts + 1, wins = wins + excluded.wins",
                file.Split, track, file.Iteration, file.Expert, task, isWon ? 1 : 0);
        }
    }

    private static string RolloutRecordKey(RolloutScanner scanner) =>
        Rollouts.RolloutRequest.KeyOf(new Tasks.TaskId(scanner.Task), Rollouts.StartState.LabelOf(scanner.Trunk, scanner.Step), scanner.Attempt);

    private int TaskOf(IndexDatabase index, string id)
    {
        if (_tasks.TryGetValue(id, out var known))
        {
            return known;
        }

        if (id.Any(char.IsWhiteSpace))
        {
            throw new JsonException("the task's id has white space");
        }

        index.Execute("INSERT OR IGNORE INTO tasks(id, slug, text, place) VALUES(@0, @1, @2, -1)", id, SlugOf(id), _texts.GetValueOrDefault(id, ""));
        var number = (int)index.Long("SELECT n FROM tasks WHERE id = @0", id);
        return _tasks[id] = number;
    }
}
