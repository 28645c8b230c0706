namespace Gleaner.CommandLine.Commands;

/// <summary>The files that a command reads and that it must not write over.</summary>
internal static class ReadFiles
{
    private static readonly StringComparison Names = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Refuses to write to a file that is read, however it is spelled and through whatever links.</summary>
    /// <param name="output">The file to write; a full path.</param>
    /// <param name="read">The files and folders that are read; full paths, null for none.</param>
    /// <exception cref="UsageException">It is one of them, or lies in one of them and is there.</exception>
    public static void Spare(string output, params IEnumerable<string?> read)
    {
        var target = Real(output);
        foreach (var source in read.OfType<string>())
        {
            if (Real(source).Equals(target, Names) || Directory.Exists(source) && File.Exists(output) && Real(source).Equals(Path.GetDirectoryName(target), Names))
            {
                throw new UsageException($"{output}: it would be written over what is read from it. Name another file by --output.");
            }
        }
    }

    // Every link on the way to a file is followed, not only the last.
    private static string Real(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        var own = Path.Join(Real(parent), Path.GetFileName(path));
        try
        {
            return new FileInfo(own).ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } target ? Real(target) : own;
        }
        catch (IOException)
        {
            // A link in a circle leads to no file; reading it says so.
            return own;
        }
    }
}
