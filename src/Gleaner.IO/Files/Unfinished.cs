namespace Gleaner.IO;

/// <summary>
/// What is being written and is not in its place yet: <c>.NAME.tmp</c> beside it. The name is always the same, so the next writer
/// overwrites what a killed one has left, and whoever owns a folder finds all of them.
/// </summary>
public static class Unfinished
{
    private const string Suffix = ".tmp";

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    /// <summary>Where a file or folder is written before it is put in its place; absolute, in the same folder.</summary>
    public static string PathFor(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}{Suffix}");
    }

    /// <summary>Begins to write something. A place that takes no files, as <c>/proc</c>, calls what is to be made missing, which it is not: it is no input.</summary>
    /// <exception cref="IOException">It cannot be written there.</exception>
    internal static T Begin<T>(string path, Func<T> begin)
    {
        try
        {
            return begin();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"No file or folder can be made at this place : '{path}'", exception);
        }
    }

    /// <summary>Whether a name is one of something unfinished.</summary>
    public static bool IsNameOf(ReadOnlySpan<char> name) =>
        name.Length > 1 + Suffix.Length && name[0] == '.' && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>
    /// Deletes what killed writers have left in a folder and in all below it; links are not followed. Only for a folder in which
    /// nobody is writing: hold its lock.
    /// </summary>
    /// <returns>How many files and folders were deleted.</returns>
    /// <exception cref="IOException">Something cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">Something must not be deleted.</exception>
    public static int DeleteIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        var deleted = 0;
        foreach (var path in Directory.GetFileSystemEntries(folder, $".*{Suffix}", Everything).Where(path => IsNameOf(Path.GetFileName(path.AsSpan()))))
        {
            // One may have gone with a folder that held it.
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
                deleted++;
            }
            else if (File.Exists(path))
            {
                File.Delete(path);
                deleted++;
            }
        }

        return deleted;
    }
}
