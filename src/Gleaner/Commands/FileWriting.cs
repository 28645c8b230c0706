using Gleaner.IO;

namespace Gleaner.CommandLine.Commands;

/// <summary>Writes files that appear as a whole or not at all.</summary>
internal static class FileWriting
{
    /// <summary>Writes a file beside its place, then moves it there: what is written may fail late.</summary>
    public static void Whole(string path, Action<Stream> write) => AtomicFile.Write(path, write);
}
