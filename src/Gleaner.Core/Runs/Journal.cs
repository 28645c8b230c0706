using System.Collections.Immutable;
using Gleaner.Json;

namespace Gleaner.Runs;

/// <summary>
/// The finished rollouts of a stage that is not finished, in the order of finishing. A killed process loses at most the rollouts
/// since the last flush; a line that it left half written is cut off.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int FlushEvery = 16;

    private readonly IRunAppender _appender;
    private readonly List<byte> _pending = [];
    private int _pendingCount;

    private Journal(ImmutableDictionary<string, RolloutRecord> restored, IRunAppender appender)
    {
        Restored = restored;
        _appender = appender;
    }

    /// <summary>What an earlier process has finished, by key.</summary>
    public ImmutableDictionary<string, RolloutRecord> Restored { get; }

    /// <exception cref="GleanerException">A whole line of the file is damaged.</exception>
    public static Journal Open(IRunFiles files, string path)
    {
        var bytes = WholeLines.Read(files, path);
        var restored = JsonLines.Read<RolloutRecord>(new MemoryStream(bytes), path)
            .DistinctBy(record => record.Key)
            .ToImmutableDictionary(record => record.Key);
        return new Journal(restored, files.OpenAppend(path, bytes.Length));
    }

    /// <summary>Adds a rollout. It is on disk after the next <see cref="Flush"/>, which happens automatically every few rollouts.</summary>
    public void Add(RolloutRecord rollout)
    {
        _pending.AddRange(JsonLines.ToLine(rollout));
        if (++_pendingCount >= FlushEvery)
        {
            Flush();
        }
    }

    public void Flush()
    {
        if (_pendingCount == 0)
        {
            return;
        }

        // Taken out first: after a failure the file may end in half a line, and nothing may be written behind that.
        byte[] bytes = [.. _pending];
        _pending.Clear();
        _pendingCount = 0;
        _appender.Append(bytes);
    }

    public void Dispose() => _appender.Dispose();
}
