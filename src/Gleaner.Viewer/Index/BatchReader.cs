using System.Text;
using System.Text.Json;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Viewer.Index;

/// <summary>
/// Reads what was appended to a file, a batch at a time. It needs nothing of the index, so the next batch is read while one is written.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="stream">Its bytes.</param>
/// <param name="place">How far the index has it.</param>
internal sealed class BatchReader(RunFile file, Stream stream, FilePlace place)
{
    // Few enough that a run that is being indexed moves on visibly, and that two of them take little memory.
    private const int MostLines = 4_000;
    private const int MostBytes = 4 * 1024 * 1024;

    // The first batch of a file is small: nothing can be written before it has been read.
    private const int FirstLines = 500;

    private readonly LineReader _lines = new(stream, place.Offset);
    private readonly RolloutScanner _scanner = new();
    private long _line = place.Lines;

    /// <summary>The next lines; null at the end, or before half a line.</summary>
    /// <exception cref="GleanerException">A line is too long to be one of a run's.</exception>
    public IndexBatch? Read()
    {
        var batch = new IndexBatch { Start = _lines.Offset };
        var first = _line;
        var most = first == place.Lines ? FirstLines : MostLines;
        while (_line - first < most && _lines.Offset - batch.Start < MostBytes && _lines.TryRead(out var line))
        {
            _line++;
            TryTake(batch, line, _lines.Offset - line.Length - 1);
        }

        (batch.End, batch.Lines) = (_lines.Offset, _line);
        return _line == first ? null : batch;
    }

    private void TryTake(IndexBatch batch, ReadOnlySpan<byte> line, long offset)
    {
        try
        {
            _scanner.Read(line);
            if (file.Lines == LineKind.Rollouts)
            {
                batch.Rollouts.Add(Entry(batch, offset, line.Length));
            }
            else
            {
                batch.Examples.Add((TaskOf(_scanner), offset, line.Length));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            // One line that cannot be read never costs the others; the run's page tells of it.
            batch.Damaged.Add((_line, exception.Message));
        }
    }

    private RolloutEntry Entry(IndexBatch batch, long offset, int length)
    {
        if (!double.IsFinite(_scanner.Return))
        {
            throw new JsonException("the return is no number");
        }

        var task = TaskOf(_scanner);
        var key = file.Kind == RolloutKind.Expert
            ? $"{task}|{_scanner.Run}"
            : RolloutRequest.KeyOf(new TaskId(task), StartState.LabelOf(_scanner.Trunk, _scanner.Step), _scanner.Attempt);
        return new RolloutEntry
        {
            Id = IndexWriter.IdOf(file.Name, key),
            Offset = offset,
            Length = length,
            Task = task,
            Trunk = _scanner.Trunk,
            Step = _scanner.Step,
            Attempt = _scanner.Run > 1 ? _scanner.Run - 1 : _scanner.Attempt,
            Return = _scanner.Return,
            IsWon = _scanner.Stop.IsOfThePolicy && _scanner.Return >= file.Threshold,
            Stop = _scanner.Stop,
            Steps = _scanner.Steps,
            Tokens = _scanner.Tokens,
            LogProbability = _scanner.LogProbability is { } sum && double.IsFinite(sum) ? sum : null,
            Actions = batch.Keep(_scanner.Actions),
            Thoughts = batch.Keep(_scanner.Thoughts),
            Observations = batch.Keep(_scanner.Observations),
        };
    }

    private static string TaskOf(RolloutScanner scanner) => scanner.Task.Any(char.IsWhiteSpace) ? throw new JsonException("the task's id has white space") : scanner.Task;
}
