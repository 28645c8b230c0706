using System.Text;
using System.Text.Json;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Takes a file of JSON apart into runs: JSON Lines, an array, one object however it is printed, several of them, lists of lists.
/// What is no run is refused alone, with its place.
/// </summary>
internal static class RecordedFile
{
    private const int DeepestList = 4;
    private const int DeepestJson = 64;
    private const string NoJson = "it is not valid JSON";
    private const string NoRun = "it is not a run";

    private static readonly string[] Envelopes = ["data", "rows", "row", "runs", "results", "items", "examples", "trajectories", "records", "samples"];
    private static readonly string[] RunLists = ["messages", "conversations", "conversation", "chat_history", "contents", "intermediate_steps"];

    /// <summary>Every run of a file, converted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="first">The number of its first run.</param>
    /// <param name="convert">Makes an entry of a run; a <see cref="RunRefusedException"/> refuses it.</param>
    /// <exception cref="GleanerException">The file can't be read.</exception>
    public static IEnumerable<ImportEntry> Read(string path, int first, Func<ImportedRun, ImportEntry> convert) =>
        Runs(path, first).Select(found => found.Refusal ?? Convert(found.Run, convert));

    /// <summary>Every run of a file, or why it is none.</summary>
    /// <exception cref="GleanerException">The file can't be read.</exception>
    public static IEnumerable<(ImportedRun Run, ImportEntry? Refusal)> Runs(string path, int first)
    {
        var index = first;
        foreach (var (place, json, problem) in IsLines(path) ? Lines(path) : JsonValues.In(path))
        {
            var failure = problem;
            if (failure is not null || Parse(json!, out failure) is not { } value)
            {
                yield return (new ImportedRun(path, place, index++), Refused(place, failure));
                continue;
            }

            foreach (var (at, run) in Runs(place, value, 0))
            {
                yield return (new ImportedRun(path, at, index++, run ?? default), run is null ? Refused(at, (NoRun, "it is neither an object nor a list of messages")) : null);
            }
        }
    }

    /// <summary>Converts a run; one that can't be read is refused.</summary>
    public static ImportEntry Convert(ImportedRun run, Func<ImportedRun, ImportEntry> convert)
    {
        try
        {
            return convert(run);
        }
        catch (RunRefusedException refusal)
        {
            return ImportEntry.Refuse(run.Place, refusal);
        }
    }

    /// <summary>Whether a value is a message of a conversation.</summary>
    public static bool IsMessage(JsonElement value) =>
        RecordedShape.Of(value) is not null && !value.TryGetProperty("messages", out _) && !value.TryGetProperty("conversations", out _);

    private static IEnumerable<(string Place, JsonElement? Run)> Runs(string place, JsonElement value, int depth)
    {
        if (depth < DeepestList && ListIn(value) is { } list)
        {
            return Runs(place, list, depth + 1);
        }

        if (value.ValueKind == JsonValueKind.Object || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsMessage)))
        {
            return [(place, value)];
        }

        return value.ValueKind == JsonValueKind.Array && depth < DeepestList
            ? value.EnumerateArray().SelectMany((element, i) => Runs($"{place}[{i}]", element, depth + 1))
            : [(place, null)];
    }

    // {"data":[…]}: the list of runs, where that is all that is kept; {"row":{…}}: the run.
    private static JsonElement? ListIn(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || IsMessage(value) || RunLists.Any(name => value.TryGetProperty(name, out _)))
        {
            return null;
        }

        foreach (var name in Envelopes)
        {
            if (value.TryGetProperty(name, out var inner) && (inner.ValueKind == JsonValueKind.Array && inner.GetArrayLength() > 0 && inner.EnumerateArray().All(IsRun) || name == "row" && IsRun(inner)))
            {
                return inner;
            }
        }

        return null;
    }

    private static bool IsRun(JsonElement value) => value.ValueKind == JsonValueKind.Object && !IsMessage(value) && (RunLists.Any(name => value.TryGetProperty(name, out _)) || value.TryGetProperty("row", out _));

    private static bool IsLines(string path)
    {
        using var reader = RecordedText.Open(path);
        string? first = null;
        foreach (var (_, line) in RecordedText.Lines(reader, path))
        {
            if (line is null)
            {
                return true;
            }

            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            // A name or a number on a line of its own may be part of a value over many lines.
            var isWhole = line.AsSpan().TrimEnd() is not [.., ','] && Parse(line, out _) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array };
            if (isWhole || first is not null)
            {
                // A damaged first line before a whole one, or one value over many lines.
                return isWhole && first?.Trim() is not ("[" or "{");
            }

            first = line;
        }

        return first is not null && first.TrimStart()[0] is not ('[' or '{');
    }

    private static IEnumerable<(string Place, string? Json, (string, string)? Problem)> Lines(string path)
    {
        using var reader = RecordedText.Open(path);
        foreach (var (number, line) in RecordedText.Lines(reader, path))
        {
            if (line is null)
            {
                yield return ($"{path}:{number}", null, ("the line is too long", "over 64 Mi characters"));
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ($"{path}:{number}", line, null);
            }
        }
    }

    private static JsonElement? Parse(string whole, out (string Reason, string Detail)? failure)
    {
        failure = null;
        var trimmed = whole.AsSpan().TrimEnd();
        var json = trimmed is ['{', .., ','] ? trimmed[..^1].ToString() : whole;
        if (json.Contains(RecordedText.NoText, StringComparison.Ordinal))
        {
            failure = ("it is not UTF-8 text", $"at character {json.IndexOf(RecordedText.NoText, StringComparison.Ordinal) + 1}");
            return null;
        }

        var repaired = RecordedText.Repaired(json);
        try
        {
            return JsonElement.Parse(repaired);
        }
        catch (JsonException exception)
        {
            failure = IsDeep(repaired) ? ("it is nested too deep", $"over {DeepestJson} values deep") : (NoJson, WhereIn(json, exception));
            return null;
        }
    }

    private static bool IsDeep(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= DeepestJson)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    private static string WhereIn(string json, JsonException exception)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var at = Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Clamp(exception.BytePositionInLine ?? 0, 0, bytes.Length));
        return at >= json.TrimEnd().Length ? "it ends too early" : $"at character {at + 1}: '{json[at..Math.Min(json.Length, at + 20)]}'";
    }

    private static ImportEntry Refused(string place, (string Reason, string Detail)? problem) => ImportEntry.Refuse(place, problem!.Value.Reason, problem.Value.Detail);
}
