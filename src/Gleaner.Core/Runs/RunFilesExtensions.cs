using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Json;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>JSON files of a run.</summary>
internal static class RunFilesExtensions
{
    public static void WriteJson<T>(this IRunFiles files, string path, T value) => files.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, value, JsonDefaults.Document);
        stream.WriteByte((byte)'\n');
    });

    /// <exception cref="GleanerException">The file is missing or damaged.</exception>
    public static T ReadJson<T>(this IRunFiles files, string path)
    {
        using var stream = files.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize<T>(stream, JsonDefaults.Document)
                ?? throw new GleanerException($"{path}: the file holds null.");
        }
        catch (JsonException exception)
        {
            throw new GleanerException(
                $"{path}{(exception.LineNumber is { } line ? $":{line + 1}" : "")}: {JsonProblems.Describe(exception)}. The file is damaged or was made by another version of Gleaner.", exception);
        }
    }

    public static void WriteLines<T>(this IRunFiles files, string path, IEnumerable<T> values) =>
        files.Write(path, stream => JsonLines.Write(stream, values));

    public static void WriteTrajectories(this IRunFiles files, string path, IEnumerable<Trajectory> trajectories) =>
        files.Write(path, stream => TrajectoryJsonLines.Write(stream, trajectories));

    /// <exception cref="GleanerException">The file is missing or a line of it is damaged.</exception>
    public static ImmutableArray<T> ReadLines<T>(this IRunFiles files, string path) =>
        [.. JsonLines.Read<T>(files.OpenRead(path), path)];
}
