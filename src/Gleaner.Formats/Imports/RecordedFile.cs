using System.Text;
using System.Text.Json;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Takes a file of JSON apart into runs: JSON Lines, an array, one object however it is printed, several of them, lists of lists.
/// What is no run is refused alone, with its place.
/// </summary>
internal static class RecordedFile
{
    private const int DeepestList = 4;
    private const string NoJson = "it is not valid JSON";
    private const string NoRun = "it is not a run";

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
        foreach (var (place, json, problem) in IsLines(path) ? Lines(path) : Values(path))
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
            return ImportEntry.Refuse(run.Place, refusal.Reason, refusal.Detail);
        }
    }

    /// <summary>Whether a value is a message of a conversation.</summary>
    public static bool IsMessage(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && (value.TryGetProperty("role", out _) || value.TryGetProperty("from", out _));

    private static IEnumerable<(string Place, JsonElement? Run)> Runs(string place, JsonElement value, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsMessage)))
        {
            return [(place, value)];
        }

        return value.ValueKind == JsonValueKind.Array && depth < DeepestList
            ? value.EnumerateArray().SelectMany((element, i) => Runs($"{place}[{i}]", element, depth + 1))
            : [(place, null)];
    }

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
            var isWhole = Parse(line, out _) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array };
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

    // One value or several, each over any number of lines. What stands before a damaged place is kept.
    private static List<(string Place, string? Json, (string, string)? Problem)> Values(string path)
    {
        var text = LenientJson.WithoutLoneSurrogates(RecordedText.Whole(path));
        var bytes = Encoding.UTF8.GetBytes(text);
        var values = new List<(string, string?, (string, string)?)>();
        var (line, counted, number) = (1, 0, 0);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.StartArray && !HoldsMessages(bytes.AsSpan((int)reader.TokenStartIndex)))
                {
                    number = 0;
                    continue;
                }

                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    continue;
                }

                var start = (int)reader.TokenStartIndex;
                var isElement = reader.CurrentDepth > 0;
                reader.Skip();
                line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
                counted = start;
                values.Add(($"{path}:{line}{(isElement ? $"[{number++}]" : "")}", Encoding.UTF8.GetString(bytes.AsSpan(start..(int)reader.BytesConsumed)), null));
            }
        }
        catch (JsonException exception)
        {
            values.Add(($"{path}:{exception.LineNumber + 1}", null, (NoJson, $"from here on; {values.Count} runs before it were read")));
        }

        return values;
    }

    private static bool HoldsMessages(ReadOnlySpan<byte> array)
    {
        var reader = new Utf8JsonReader(array, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.StartObject && JsonDocument.TryParseValue(ref reader, out var document) && IsMessage(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement? Parse(string json, out (string Reason, string Detail)? failure)
    {
        failure = null;
        if (json.Contains(RecordedText.NoText, StringComparison.Ordinal))
        {
            failure = ("it is not UTF-8 text", $"at character {json.IndexOf(RecordedText.NoText, StringComparison.Ordinal) + 1}");
            return null;
        }

        try
        {
            return JsonElement.Parse(LenientJson.WithoutLoneSurrogates(json));
        }
        catch (JsonException exception)
        {
            failure = (NoJson, WhereIn(json, exception));
            return null;
        }
    }

    private static string WhereIn(string json, JsonException exception)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var at = Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Clamp(exception.BytePositionInLine ?? 0, 0, bytes.Length));
        return at >= json.TrimEnd().Length ? "it ends too early" : $"at character {at + 1}: '{json[at..Math.Min(json.Length, at + 20)]}'";
    }

    private static ImportEntry Refused(string place, (string Reason, string Detail)? problem) => ImportEntry.Refuse(place, problem!.Value.Reason, problem.Value.Detail);
}
