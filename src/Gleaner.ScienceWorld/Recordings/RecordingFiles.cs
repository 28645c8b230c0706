using System.Text;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>
/// Reads recorded runs of ScienceWorld from files or folders: AgentTraj-L with scores and simulator runs (<c>.jsonl</c>, which of
/// the two shows in the members), SwiftSage's oracle runs and ETO's training file (<c>.json</c>). Every entry comes out as a run or as a refusal.
/// </summary>
public static class RecordingFiles
{
    /// <summary>Reads a file, or all <c>.json</c> and <c>.jsonl</c> files of a folder in the order of their names.</summary>
    /// <exception cref="GleanerException">
    /// A file is missing, or one document that is not JSON; the message names it. A damaged line is refused alone.
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
        RecordedJson.Convert<IReadOnlyList<Reading>>(path, Open(path, File.ReadAllBytes), file =>
            [.. file.ValueKind == JsonValueKind.Array ? EtoFile.Read(path, file) : OracleFile.Read(path, file)]);

    private static IEnumerable<Reading> ReadLines(string path)
    {
        using var reader = Open(path, File.OpenText);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadLine($"{path}:{number}", Encoding.UTF8.GetBytes(line));
            }
        }
    }

    private static Reading ReadLine(string place, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var run = document.RootElement;
            return run.ValueKind != JsonValueKind.Object ? Refused("it is not a run", "it is not an object")
                : AgentTrajLine.IsOne(run) ? RecordedJson.ReadOne(place, at => AgentTrajLine.Read(at, run))
                : SimulatorLine.IsOne(run) ? RecordedJson.ReadOne(place, at => SimulatorLine.Read(at, run))
                : Refused("it is not a run", "neither AgentTraj-L with scores nor a simulator run");
        }
        catch (JsonException)
        {
            return Refused("it is not valid JSON", "the line is damaged or cut off");
        }

        Reading Refused(string reason, string detail) => new(null, new RefusedRun(place, reason, detail));
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
            using var document = JsonDocument.Parse(json[JsonTexts.MarkLength(json.Span)..]);
            return convert(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{place}: this is not valid JSON; line {(exception.LineNumber ?? 0) + 1} is damaged or cut off.", exception);
        }
        catch (Exception exception) when (IsMemberFault(exception))
        {
            throw new GleanerException($"{place}: a member that a recorded run needs is missing or of another type: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a run; one whose members are missing or of another type is refused by itself.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="read">Reads what stands there.</param>
    public static Reading ReadOne(string place, Func<string, Reading> read)
    {
        try
        {
            return read(place);
        }
        catch (Exception exception) when (IsMemberFault(exception))
        {
            return new Reading(null, new RefusedRun(place, "a member is missing or of another type", exception.Message));
        }
    }

    private static bool IsMemberFault(Exception exception) => exception is KeyNotFoundException or InvalidOperationException or FormatException;
}
