using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Gleaner.WebShop.Storage;

/// <summary>A file that a store was made of. Length and date tell quickly that it is unchanged, the hash tells it surely.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Date of its last change in UTC, in ticks.</param>
/// <param name="Hash">SHA-256 of its bytes, lower-case hexadecimal.</param>
internal sealed record SourceFile(string Name, long Length, long Modified, string Hash)
{
    /// <summary>Reads a file through.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static SourceFile Of(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        var (length, modified) = Stamp(path);
        return new SourceFile(Path.GetFileName(path), length, modified, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>Whether files are those of a store, by length and date, and where only dates differ by content.</summary>
    /// <param name="known">The files of the store.</param>
    /// <param name="paths">The files now.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal static SourceState Compare(ImmutableArray<SourceFile> known, IReadOnlyList<string> paths)
    {
        if (!known.Select(source => source.Name).SequenceEqual(paths.Select(path => Path.GetFileName(path))))
        {
            return SourceState.Different;
        }

        var state = SourceState.Same;
        for (var i = 0; i < known.Length; i++)
        {
            var (length, modified) = Stamp(paths[i]);
            if (length != known[i].Length)
            {
                return SourceState.Different;
            }

            if (modified != known[i].Modified)
            {
                state = SourceState.Touched;
                if (Of(paths[i]).Hash != known[i].Hash)
                {
                    return SourceState.Different;
                }
            }
        }

        return state;
    }

    /// <summary>The same files with their dates of now.</summary>
    internal static ImmutableArray<SourceFile> Redate(ImmutableArray<SourceFile> known, IReadOnlyList<string> paths) =>
        [.. known.Select((source, i) => source with { Modified = Stamp(paths[i]).Modified })];

    private static (long Length, long Modified) Stamp(string path)
    {
        var file = new FileInfo(path);
        return (file.Length, file.LastWriteTimeUtc.Ticks);
    }
}

/// <summary>How files stand to those that a store was made of.</summary>
internal enum SourceState
{
    /// <summary>The same files.</summary>
    Same,

    /// <summary>The same content under other dates.</summary>
    Touched,

    /// <summary>Other content.</summary>
    Different,
}
