namespace Gleaner.Runs;

/// <summary>
/// The few file operations that a run needs, so that tests can stop it at any of them. Paths are absolute. Failures of the
/// file system come as <see cref="GleanerException"/> naming the file.
/// </summary>
public interface IRunFiles
{
    /// <summary>Whether there is such a file.</summary>
    bool Exists(string path);

    /// <summary>Opens a file for reading.</summary>
    Stream OpenRead(string path);

    /// <summary>Writes a whole file or nothing: after a crash at any moment a reader finds the old file or the new one.</summary>
    void Write(string path, Action<Stream> write);

    /// <summary>Opens a file to append to; creates it if need be. Bytes after <paramref name="length"/> are cut off first.</summary>
    IRunAppender OpenAppend(string path, long length);

    /// <summary>Deletes a file if it exists.</summary>
    void Delete(string path);

    /// <summary>Deletes a folder with all that is in it, if it exists.</summary>
    void DeleteFolder(string path);

    /// <summary>Deletes what killed processes were writing in a folder and below it, and nothing else. Its lock must be held.</summary>
    /// <returns>How many files and folders that was.</returns>
    int DeleteUnfinished(string path);

    /// <summary>The names of the folders in a folder, in ordinal order; empty if there is no such folder.</summary>
    IReadOnlyList<string> Folders(string path);

    /// <summary>The names of the files in a folder and below it, relative to it with <c>/</c>, in ordinal order; what is being written is left out. Empty if there is no such folder.</summary>
    IReadOnlyList<string> FilesIn(string path);

    /// <summary>Takes a file's lock for this process until disposed.</summary>
    /// <returns>Null if another process holds it.</returns>
    IDisposable? TryLock(string path);
}

/// <summary>A file that is only appended to.</summary>
public interface IRunAppender : IDisposable
{
    /// <summary>Appends the bytes and flushes them to disk before it returns.</summary>
    void Append(ReadOnlySpan<byte> bytes);
}
