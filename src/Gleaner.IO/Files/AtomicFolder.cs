namespace Gleaner.IO;

/// <summary>
/// Replaces a whole folder so that its files always belong together. The system cannot swap two folders in one step, so the
/// old one steps aside as <c>NAME.previous</c> for a moment; readers look there if they find none.
/// </summary>
public static class AtomicFolder
{
    /// <summary>Fills a folder beside <paramref name="folder"/> (<see cref="Unfinished"/>), then puts it in place.</summary>
    /// <param name="folder">The folder to create or replace. One writer at a time.</param>
    /// <param name="fill">Gets the folder to fill, empty; if it throws, the old folder stays, and nothing else does.</param>
    /// <exception cref="IOException">A file or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file or the folder must not be written.</exception>
    public static void Replace(string folder, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        folder = FullPath(folder);
        var temporary = Begin(folder);
        Unfinished.Begin(folder, () => Directory.CreateDirectory(temporary));
        try
        {
            fill(temporary);
            Finish(folder);
        }
        catch (Exception exception)
        {
            DeleteIfPresent(temporary);
            if (FileSizeLimit.AsFailure(exception) is { } failure)
            {
                throw new IOException($"{failure.Message} : '{folder}'", exception);
            }

            throw;
        }
    }

    /// <summary>The folder itself, or the previous one if the last replacement was cut short between its two steps; absolute.</summary>
    public static string Find(string folder)
    {
        folder = FullPath(folder);
        return !Directory.Exists(folder) && Directory.Exists(Previous(folder)) ? Previous(folder) : folder;
    }

    /// <summary>
    /// For what somebody else fills, such as a program: where it is to be made, beside <paramref name="folder"/>. Nothing is there;
    /// <see cref="Finish"/> puts it in place.
    /// </summary>
    /// <exception cref="IOException">What an earlier try has left cannot be deleted, or the folder around it not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public static string Begin(string folder)
    {
        var temporary = Unfinished.PathFor(folder);
        DeleteIfPresent(temporary);
        return Unfinished.Begin(folder, () =>
        {
            CreateIfMissing(Path.GetDirectoryName(temporary)!);
            return temporary;
        });
    }

    /// <summary>Puts what was made where <see cref="Begin"/> said in the place of <paramref name="folder"/>.</summary>
    /// <exception cref="IOException">There is nothing, or it cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be moved.</exception>
    public static void Finish(string folder)
    {
        folder = FullPath(folder);
        var previous = Previous(folder);
        if (Directory.Exists(folder))
        {
            DeleteIfPresent(previous);
            Directory.Move(folder, previous);
        }

        Directory.Move(Unfinished.PathFor(folder), folder);
        DeleteIfPresent(previous);
    }

    /// <summary>Makes a folder, and those above it, where they are missing.</summary>
    public static void CreateIfMissing(string folder) => Directory.CreateDirectory(folder);

    /// <summary>Deletes a folder with all that is in it, if it is there.</summary>
    public static void DeleteIfPresent(string folder)
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
