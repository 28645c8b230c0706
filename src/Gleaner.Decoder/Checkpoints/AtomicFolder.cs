namespace Gleaner.Decoder.Checkpoints;

/// <summary>
/// Replaces a whole folder so that its files always belong together. The system cannot swap two folders in one step, so the
/// old one steps aside as <c>NAME.previous</c> for a moment; readers look there if they find none.
/// </summary>
internal static class AtomicFolder
{
    /// <summary>Fills a temporary folder beside <paramref name="folder"/>, then puts it in place.</summary>
    public static void Replace(string folder, Action<string> fill)
    {
        folder = FullPath(folder);
        var temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
            MoveIntoPlace(temporary, folder);
        }
        catch
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            throw;
        }
    }

    /// <summary>The folder itself, or the previous one if the last replacement was cut short between its two steps.</summary>
    public static string Find(string folder)
    {
        folder = FullPath(folder);
        return !Directory.Exists(folder) && Directory.Exists(Previous(folder)) ? Previous(folder) : folder;
    }

    private static void MoveIntoPlace(string temporary, string folder)
    {
        var previous = Previous(folder);
        if (Directory.Exists(folder))
        {
            DeleteIfPresent(previous);
            Directory.Move(folder, previous);
        }

        Directory.Move(temporary, folder);
        DeleteIfPresent(previous);
    }

    private static void DeleteIfPresent(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Previous(string folder) => folder + ".previous";

    private static string FullPath(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    }
}
