using System.Text;
using System.Text.Json;
using Gleaner.IO.Json;

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

/// <summary>What became of one entry of a file: a run or a refusal.</summary>
/// <param name="Run">The run; null if it was refused.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
public readonly record struct Reading(RecordedRun? Run, RefusedRun? Refusal);

/// <summary>Reads members of recorded JSON, with failures that name the place.</summary>
internal static class RecordedJson
{
    /// <summary>Parses and converts.</summary>
    /// <exception cref="GleanerException">It is not JSON, or a member is missing or of another type; the message begins with the place.</exception>
    public static T Convert<T>(string place, ReadOnlyMemory<byte> json, Func<JsonElement, T> convert)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return convert(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{place}: this is not valid JSON, from byte {(exception.BytePositionInLine ?? 0) + 1} of line {(exception.LineNumber ?? 0) + 1} of it on.", exception);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new GleanerException($"{place}: a member that a recorded run needs is missing or of another type: {exception.Message}", exception);
        }
    }
}
