namespace Gleaner.CommandLine.Commands;

/// <summary>Writes files that appear as a whole or not at all.</summary>
internal static class FileWriting
{
    /// <summary>Writes a file beside its place, then moves it there: what is written may fail late.</summary>
    public static void Whole(string path, Action<Stream> write)
    {
        var unfinished = $"{path}.unfinished";
        try
        {
            using (var stream = File.Create(unfinished))
            {
                write(stream);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
