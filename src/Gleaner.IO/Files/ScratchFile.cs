namespace Gleaner.IO;

/// <summary>Files that are gone when they are closed: for what is too long to be held in memory and is read once.</summary>
public static class ScratchFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>Opens one in the system's folder for temporary files, which nobody else can open.</summary>
    /// <exception cref="IOException">There is no room, or no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">Nothing may be written there.</exception>
    public static Stream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = BufferSize,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), "gleaner-" + Path.GetRandomFileName()), options);
    }
}
