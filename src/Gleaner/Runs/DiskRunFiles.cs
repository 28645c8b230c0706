namespace Gleaner.Runs;

/// <summary>Files on disk, written to a temporary file in the same folder, flushed and renamed.</summary>
public sealed class DiskRunFiles : IRunFiles
{
    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public Stream OpenRead(string path) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Write(string path, Action<Stream> write) => throw new NotImplementedException();

    /// <inheritdoc/>
    public IRunAppender OpenAppend(string path, long length) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Delete(string path) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void DeleteFolder(string path) => throw new NotImplementedException();

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string path) => throw new NotImplementedException();

    /// <inheritdoc/>
    public IDisposable? TryLock(string path) => throw new NotImplementedException();
}
