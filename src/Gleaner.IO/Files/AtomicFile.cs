using System.Text;

namespace Gleaner.IO;

/// <summary>Writes whole files or nothing: after a crash at any moment a reader finds the old file or the new one.</summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes beside <paramref name="path"/> (<see cref="Unfinished"/>), flushes, then renames.</summary>
    /// <param name="path">The file to create or replace; its folder is made if need be. One writer at a time: a second one gets an <see cref="IOException"/>.</param>
    /// <param name="write">Writes the content; if it throws, the old file stays, and nothing else does.</param>
    /// <param name="flushToDisk">Whether the file survives a power failure, too; without, only a killed process.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder must not be written.</exception>
    public static void Write(string path, Action<Stream> write, bool flushToDisk = true)
    {
        ArgumentNullException.ThrowIfNull(write);
        var temporary = Unfinished.PathFor(path);
        var stream = Unfinished.Begin(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
            return new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
        });
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception)
        {
            File.Delete(temporary);
            if (FileSizeLimit.AsFailure(exception) is { } failure)
            {
                throw new IOException($"{failure.Message} : '{path}'", exception);
            }

            throw;
        }
    }

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, string text, bool flushToDisk = true) =>
        Write(path, stream => stream.Write(Utf8.GetBytes(text)), flushToDisk);
}
