using System.Formats.Tar;
using System.Security.Cryptography;
using Gleaner.Runs;

namespace Gleaner.Cluster.Archives;

/// <summary>Folders as one stream of bytes (tar): the same files give the same bytes, on every machine and at any time.</summary>
internal static class FolderArchive
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes files.</summary>
    /// <param name="files">How they are reached.</param>
    /// <param name="folder">Where they are, absolute.</param>
    /// <param name="names">Their paths under it, with <c>/</c>.</param>
    /// <param name="target">Gets the bytes.</param>
    public static void Write(IRunFiles files, string folder, IEnumerable<string> names, Stream target)
    {
        using var tar = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var content = files.OpenRead(Path.Combine(folder, name));
            // Without attributes of its own the format would add the time of now.
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = Mode, ModificationTime = DateTimeOffset.UnixEpoch });
        }
    }

    /// <summary>The SHA-256 of what <see cref="Write"/> would write, 64 lower-case hexadecimal digits.</summary>
    public static string HashOf(IRunFiles files, string folder, IReadOnlyCollection<string> names)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            Write(files, folder, names, stream);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>Puts the files of an archive into a folder.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="folder">The folder, absolute.</param>
    /// <exception cref="GleanerException">It is no archive, or would write outside of the folder.</exception>
    public static void Extract(Stream source, IRunFiles files, string folder)
    {
        try
        {
            using var tar = new TarReader(source, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !IsInside(entry.Name))
                {
                    throw new GleanerException($"An archive of another process holds '{entry.Name}', which is no file that belongs there.");
                }

                var content = entry.DataStream ?? Stream.Null;
                files.Write(Path.Combine(folder, entry.Name), target => content.CopyTo(target));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new GleanerException($"An archive of another process cannot be read: {exception.Message}", exception);
        }
    }

    private static bool IsInside(string name) =>
        name.Length > 0 && !Path.IsPathRooted(name) && !name.Contains('\\', StringComparison.Ordinal) && name.Split('/').All(part => part is not ("" or "." or ".."));
}
