using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.IO.Json;
using Gleaner.Runs;

namespace Gleaner.Endpoints.Calls;

/// <summary>
/// Every call that was answered, one a line. A line is on disk before its answer is used, so a run that is killed and
/// resumed asks nothing twice that was answered. Half a line at the end, left by a kill, is cut off. Thread-safe.
/// </summary>
internal sealed class CallJournal : IDisposable
{
    // What a server did not say is left out.
    private static readonly JsonSerializerOptions Json = new(JsonDefaults.Line) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Lock _gate = new();
    private readonly Dictionary<CallKey, CallRecord> _answered;
    private readonly IRunAppender _appender;
    private readonly SemaphoreSlim _writing = new(1);
    private Batch _waiting = new();

    private CallJournal(IReadOnlyList<CallRecord> records, IRunAppender appender)
    {
        Restored = records;
        _answered = [];
        foreach (var record in records)
        {
            _answered[record.Key] = record;
        }

        _appender = appender;
    }

    /// <summary>What earlier processes were answered.</summary>
    public IReadOnlyList<CallRecord> Restored { get; }

    /// <summary>Opens a journal; one that is not there yet is made.</summary>
    /// <exception cref="GleanerException">A whole line is damaged, or the file cannot be opened.</exception>
    public static CallJournal Open(IRunFiles files, string path)
    {
        var bytes = WholeLines.Read(files, path);
        var records = new List<CallRecord>();
        var number = 0;
        foreach (var line in SplitLines(bytes))
        {
            records.Add(Parse(line.Span, $"{path}:{++number}"));
        }

        return new CallJournal(records, files.OpenAppend(path, bytes.Length));
    }

    /// <summary>What this question was answered before; null if it was not.</summary>
    public CallRecord? Find(CallKey key)
    {
        lock (_gate)
        {
            return _answered.GetValueOrDefault(key);
        }
    }

    /// <summary>Keeps an answer; it is on disk when this returns. Answers that come at the same time are flushed together.</summary>
    public async ValueTask AddAsync(CallRecord record)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(record, Json), (byte)'\n'];
        Batch own;
        lock (_gate)
        {
            own = _waiting;
            own.Lines.AddRange(line);
        }

        // Not cancellable: what was paid for is kept.
        await _writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            own.Write(this);
        }
        finally
        {
            _writing.Release();
        }

        lock (_gate)
        {
            _answered[record.Key] = record;
        }
    }

    public void Dispose()
    {
        _appender.Dispose();
        _writing.Dispose();
    }

    private static CallRecord Parse(ReadOnlySpan<byte> line, string place)
    {
        try
        {
            var record = JsonSerializer.Deserialize<CallRecord>(line, Json) ?? throw new JsonException("null is not a call.");
            return record.Version == CallRecord.CurrentVersion
                ? record.FindFault() is not { } fault ? record : throw new JsonException($"'{fault}' is not what a call leaves behind")
                : throw new GleanerException($"{place}: the version is {record.Version}; this program reads version {CallRecord.CurrentVersion}. Restore the journal, or delete it to ask (and pay) again.");
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{place}: this is not a record of a call: {JsonProblems.Describe(exception)}. Restore the journal, or delete it to ask (and pay) again.", exception);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> SplitLines(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            yield return bytes.AsMemory(start..end);
            start = end + 1;
        }
    }

    /// <summary>Lines that are flushed together, by whichever of their callers comes first.</summary>
    private sealed class Batch
    {
        private Exception? _failure;
        private bool _isWritten;

        public List<byte> Lines { get; } = [];

        /// <summary>Writes the lines if none of the other callers has. For one caller at a time.</summary>
        public void Write(CallJournal journal)
        {
            if (!_isWritten)
            {
                lock (journal._gate)
                {
                    // After a failure the file may end in half a line, and nothing may be written behind that.
                    journal._waiting = new Batch { _failure = _failure };
                    _isWritten = true;
                }

                Append(journal);
            }

            if (_failure is not null)
            {
                throw new GleanerException($"The journal of calls cannot be written: {_failure.Message}", _failure);
            }
        }

        private void Append(CallJournal journal)
        {
            if (_failure is not null)
            {
                return;
            }

            try
            {
                journal._appender.Append(Lines.ToArray());
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or GleanerException)
            {
                _failure = exception;
                lock (journal._gate)
                {
                    journal._waiting._failure = exception;
                }
            }
        }
    }
}
