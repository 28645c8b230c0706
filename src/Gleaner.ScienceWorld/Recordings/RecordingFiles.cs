using System.Text;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>
/// Reads recorded runs of ScienceWorld from files or folders: AgentTraj-L with scores and simulator runs (<c>.jsonl</c>, which of
/// the two shows in the members), SwiftSage's oracle runs (<c>.json</c>). Every entry comes out as a run or as a refusal.
/// </summary>
public static class RecordingFiles
{
    /// <summary>Reads a file, or all <c>.json</c> and <c>.jsonl</c> files of a folder in the order of their names.</summary>
    /// <exception cref="GleanerException">
    /// It is missing or damaged, or of no known format; the message names file and line. Nothing is skipped.
    /// </exception>
    public static IEnumerable<Reading> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Directory.Exists(path))
        {
            return ReadFile(path);
        }

        string[] files = [.. Directory.GetFiles(path).Where(file => Path.GetExtension(file) is ".json" or ".jsonl").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files.SelectMany(ReadFile) : throw new GleanerException($"{path}: the folder holds no .json or .jsonl file.");
    }

    private static IEnumerable<Reading> ReadFile(string path) => Path.GetExtension(path) == ".json" ? ReadDocument(path) : ReadLines(path);

    private static IReadOnlyList<Reading> ReadDocument(string path) =>
        RecordedJson.Convert<IReadOnlyList<Reading>>(path, Open(path, File.ReadAllBytes), file => [.. OracleFile.Read(path, file)]);

    private static IEnumerable<Reading> ReadLines(string path)
    {
        using var reader = Open(path, File.OpenText);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            var place = $"{path}:{number}";
            yield return RecordedJson.Convert(place, Encoding.UTF8.GetBytes(line), json =>
                AgentTrajLine.IsOne(json) ? AgentTrajLine.Read(place, json)
                : SimulatorLine.IsOne(json) ? SimulatorLine.Read(place, json)
                : throw new GleanerException($"{place}: this is not a recorded run of a known format (AgentTraj-L with scores, or simulator runs)."));
        }
    }

    private static T Open<T>(string path, Func<string, T> open)
    {
        try
        {
            return open(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }
}
