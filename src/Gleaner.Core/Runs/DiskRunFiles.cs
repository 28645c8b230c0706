using Gleaner.IO;

namespace Gleaner.Runs;

/// <summary>Files on disk.</summary>
public sealed class DiskRunFiles : IRunFiles
{
    private readonly bool _flushesToDisk;

    /// <summary>Files that survive a power failure once written.</summary>
    public DiskRunFiles() : this(flushesToDisk: true)
    {
    }

    // Without the flush files survive a killed process only, and tests run much faster.
    internal DiskRunFiles(bool flushesToDisk) => _flushesToDisk = flushesToDisk;

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public Stream OpenRead(string path) => Guard(path, "read", () => File.OpenRead(path));

    /// <inheritdoc/>
    public void Write(string path, Action<Stream> write) => Guard(path, "written", () =>
    {
        AtomicFile.Write(path, write, _flushesToDisk);
        return true;
    });

    /// <inheritdoc/>
    public IRunAppender OpenAppend(string path, long length) => Guard(path, "opened", () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        stream.SetLength(length);
        stream.Seek(0, SeekOrigin.End);
        return new Appender(path, stream, _flushesToDisk);
    });

    /// <inheritdoc/>
    public void Delete(string path) => Guard(path, "deleted", () =>
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        return true;
    });

    /// <inheritdoc/>
    public void DeleteFolder(string path) => Guard(path, "deleted", () =>
    {
        AtomicFolder.DeleteIfPresent(path);
        return true;
    });

    /// <inheritdoc/>
    public int DeleteUnfinished(string path) => Guard(path, "cleared", () => Unfinished.DeleteIn(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string path) => Guard<IReadOnlyList<string>>(path, "listed", () => Directory.Exists(path)
        ? [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
        : []);

    /// <inheritdoc/>
    public IReadOnlyList<string> FilesIn(string path) => Guard<IReadOnlyList<string>>(path, "listed", () => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Split('/').Any(part => Unfinished.IsNameOf(part)))
            .Order(StringComparer.Ordinal)]
        : []);

    /// <inheritdoc/>
    public IDisposable? TryLock(string path)
    {
        Guard(path, "created", () => Directory.CreateDirectory(Path.GetDirectoryName(path)!));
        try
        {
            // The system lets go of the lock when the process ends, however it ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, "locked", exception);
        }
    }

    // The system's own number: the file is in use, or locked (Windows), EWOULDBLOCK of Linux and of macOS.
    private static bool IsHeld(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 32 or 33 : exception.HResult is 11 or 35;

    private static T Guard<T>(string path, string action, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, action, exception);
        }
    }

    private static GleanerException Failure(string path, string action, Exception exception) =>
        new($"{path}: cannot be {action}: {exception.Message}", exception);

    private sealed class Appender(string path, FileStream stream, bool flushesToDisk) : IRunAppender
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
            try
            {
                stream.Write(bytes);
                stream.Flush(flushesToDisk);
            }
            catch (Exception exception) when (exception is IOException || FileSizeLimit.AsFailure(exception) is not null)
            {
                throw Failure(path, "written", FileSizeLimit.AsFailure(exception) ?? exception);
            }
        }

        public void Dispose() => stream.Dispose();
    }
}
