namespace Gleaner.IO;

/// <summary>A folder of one's own in the system's folder for temporary files. Disposing it deletes it with all that is in it.</summary>
public sealed class ScratchFolder : IDisposable
{
    private ScratchFolder(string path) => Path = path;

    /// <summary>Where it is; absolute.</summary>
    public string Path { get; }

    /// <summary>Makes one, empty, which nobody else can open.</summary>
    /// <param name="prefix">What its name begins with, such as <c>gleaner-replay-</c>.</param>
    /// <exception cref="IOException">There is no room, or no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">Nothing may be written there.</exception>
    public static ScratchFolder Create(string prefix) => new(CreateKept(prefix));

    /// <summary>Makes one that stays: what is put there is somebody else's to delete.</summary>
    /// <inheritdoc cref="Create"/>
    public static string CreateKept(string prefix) => Directory.CreateTempSubdirectory(prefix).FullName;

    /// <inheritdoc/>
    public void Dispose() => AtomicFolder.DeleteIfPresent(Path);
}
