namespace Gleaner.Runs;

/// <summary>Reads a file that lines are appended to, and whose last one a killed process may have left half written.</summary>
public static class WholeLines
{
    /// <summary>The bytes up to and with the last line break; none if there is no such file.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The file's path.</param>
    /// <exception cref="GleanerException">The file cannot be read.</exception>
    public static byte[] Read(IRunFiles files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!files.Exists(path))
        {
            return [];
        }

        using var stream = files.OpenRead(path);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        return bytes[..(Array.LastIndexOf(bytes, (byte)'\n') + 1)];
    }
}
