using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Models;

namespace Gleaner.Viewer.Exporting;

/// <summary>
/// The index of exported pages: what can be searched of each rollout, in files that are scripts, because a page that is opened from disk
/// may read nothing else. It is bounded, for a browser holds all of it in memory.
/// </summary>
/// <param name="write">Writes the shard of a number, from 1.</param>
internal sealed class SearchShards(Action<int, ReadOnlyMemory<byte>> write)
{
    /// <summary>Rollouts in it at most.</summary>
    public const int MostRollouts = 20_000;

    private const int RolloutsOfShard = 1_000;
    private const int MostActions = 1_500;
    private const int MostThoughts = 500;

    // As many bytes as a browser reads in a moment.
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly List<Action<Utf8JsonWriter>> _rows = [];
    private readonly Dictionary<int, int> _tasks = [];
    private readonly List<TaskRow?> _taskRows = [];
    private readonly SortedSet<Trajectories.StopReason> _stops = [];
    private long _bytes;

    /// <summary>Shards written.</summary>
    public int Shards { get; private set; }

    /// <summary>Rollouts that can be found.</summary>
    public int Searched { get; private set; }

    /// <summary>All rollouts.</summary>
    public int Rollouts { get; private set; }

    /// <summary>Rollouts of which only the beginning is in the index.</summary>
    public int Cut { get; private set; }

    /// <summary>Takes a rollout, if there is room.</summary>
    public void Add(RolloutModel model)
    {
        Rollouts++;
        if (Searched >= MostRollouts || _bytes >= MostBytes)
        {
            return;
        }

        Searched++;
        var row = model.Line.Row;
        if (!_tasks.TryGetValue(row.Task, out var task))
        {
            _tasks[row.Task] = task = _taskRows.Count;
            _taskRows.Add(model.Line.Task);
        }

        _stops.Add(row.Stop);
        var own = model.Played.Trajectory.Turns[model.Played.PrefixLength..];
        var actions = CutText.Of(string.Join('\n', own.Select(turn => turn.Action)), MostActions);
        var thoughts = CutText.Of(string.Join('\n', own.Select(turn => turn.Thought).OfType<string>()), MostThoughts);
        Cut += actions.Missing > 0 || thoughts.Missing > 0 ? 1 : 0;
        _rows.Add(json => WriteRow(json, model.Line, task, actions.Shown, thoughts.Shown));
        if (_rows.Count == RolloutsOfShard)
        {
            Flush();
        }
    }

    /// <summary>Writes what is left.</summary>
    public void Flush()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write("gleanerShard("u8);

        // Its encoder writes ASCII alone, in which nothing is special to a script.
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("tasks");
            foreach (var task in _taskRows)
            {
                json.WriteStartArray();
                json.WriteStringValue(task?.Id ?? "");
                json.WriteStringValue(CutText.Short(task?.Text ?? "", 400));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartObject("stops");
            foreach (var stop in _stops)
            {
                json.WriteString(stop.ToString(), Numbers.Stop(stop));
            }

            json.WriteEndObject();
            json.WriteStartArray("rows");
            foreach (var row in _rows)
            {
                row(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        bytes.Write(");\n"u8);
        write(++Shards, bytes.WrittenMemory);
        _bytes += bytes.WrittenCount;
        _rows.Clear();
        _tasks.Clear();
        _taskRows.Clear();
        _stops.Clear();
    }

    // The order of the columns is search.js's.
    private static void WriteRow(Utf8JsonWriter json, RolloutLine line, int task, string actions, string thoughts)
    {
        var row = line.Row;
        json.WriteStartArray();
        json.WriteStringValue(row.Id.ToString());
        json.WriteNumberValue(task);
        json.WriteStringValue(row.Kind.ToString());
        json.WriteNumberValue(!row.WasSimulated ? 2 : row.IsWon ? 1 : 0);
        json.WriteNumberValue(row.Return);
        json.WriteNumberValue(row.Steps);
        json.WriteNumberValue(row.Tokens);
        if (row.LogProbability is { } sum)
        {
            json.WriteNumberValue(sum);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStringValue(row.Stop.ToString());
        json.WriteStringValue(line.Author);
        json.WriteStringValue(line.Track?.Method ?? "");
        json.WriteStringValue(line.Track?.Seed.ToString(CultureInfo.InvariantCulture) ?? "");
        json.WriteNumberValue(row.Iteration);
        json.WriteStringValue(row.Split);
        json.WriteStringValue(row.Expert);
        json.WriteStringValue(row.Trunk ?? "");
        json.WriteNumberValue(row.Step);
        json.WriteStringValue(row.Attempt > 0 ? string.Create(CultureInfo.InvariantCulture, $"{row.Label} ({row.Attempt + 1})") : row.Label);
        json.WriteStringValue(actions);
        json.WriteStringValue(thoughts);
        json.WriteEndArray();
    }
}
