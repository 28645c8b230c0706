using Gleaner.Runs;

namespace Gleaner.Tests.Toy;

/// <summary>The process "dies" here: nothing of it runs on.</summary>
internal sealed class SimulatedCrash() : Exception("The process was killed.");

/// <summary>
/// Files on disk until the n-th change, at which the process dies in the worst way: a half written line, a temporary file left
/// behind. From then on nothing works, as nothing would run.
/// </summary>
/// <param name="crashAt">The change at which to die, from 1; 0 for never.</param>
internal sealed class FaultyRunFiles(int crashAt = 0) : IRunFiles
{
    private readonly DiskRunFiles _disk = new(flushesToDisk: false);
    private readonly List<IDisposable> _held = [];
    private readonly Lock _gate = new();
    private bool _isDead;

    /// <summary>Changes made so far.</summary>
    public int Changes { get; private set; }

    /// <summary>What the system does when a process ends.</summary>
    public void ReleaseAll() => _held.ForEach(item => item.Dispose());

    /// <summary>The process dies now, between two changes.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _isDead = true;
        }

        throw new SimulatedCrash();
    }

    /// <summary>Counts a change; the one at which to die does half of its work first.</summary>
    public void Change(Action? halfDone = null)
    {
        lock (_gate)
        {
            RequireAlive();
            if (++Changes == crashAt)
            {
                _isDead = true;
                halfDone?.Invoke();
                throw new SimulatedCrash();
            }
        }
    }

    public bool Exists(string path) => Alive().Exists(path);

    public Stream OpenRead(string path) => Alive().OpenRead(path);

    public IReadOnlyList<string> Folders(string path) => Alive().Folders(path);

    public IReadOnlyList<string> FilesIn(string path) => Alive().FilesIn(path);

    public void Write(string path, Action<Stream> write)
    {
        Change(() =>
        {
            var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName;
            File.WriteAllText(Path.Combine(folder, $".{Path.GetFileName(path)}.tmp"), "{\"half");
        });
        _disk.Write(path, write);
    }

    public IRunAppender OpenAppend(string path, long length)
    {
        var appender = Alive().OpenAppend(path, length);
        _held.Add(appender);
        return new Appender(this, appender);
    }

    public void Delete(string path)
    {
        Change();
        _disk.Delete(path);
    }

    public void DeleteFolder(string path)
    {
        Change();
        _disk.DeleteFolder(path);
    }

    public int DeleteUnfinished(string path) => Alive().DeleteUnfinished(path);

    public IDisposable? TryLock(string path)
    {
        var held = Alive().TryLock(path);
        if (held is not null)
        {
            _held.Add(held);
        }

        return held;
    }

    private DiskRunFiles Alive()
    {
        RequireAlive();
        return _disk;
    }

    private void RequireAlive()
    {
        if (_isDead)
        {
            throw new SimulatedCrash();
        }
    }

    private sealed class Appender(FaultyRunFiles files, IRunAppender inner) : IRunAppender
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
            var all = bytes.ToArray();
            files.Change(() => inner.Append(all.AsSpan(0, all.Length * 2 / 3)));
            inner.Append(all);
        }

        public void Dispose() => inner.Dispose();
    }
}
