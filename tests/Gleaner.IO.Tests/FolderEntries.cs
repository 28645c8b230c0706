namespace Gleaner.IO.Tests;

internal static class FolderEntries
{
    /// <summary>All that is in a folder, by relative path with slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Entries(this TemporaryFolder folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
}
