using System.Text;
using System.Text.Json;

namespace Gleaner.Formats.Imports;

/// <summary>Reads recorded runs from JSON Lines or from a JSON array, with failures that name file and line or number.</summary>
internal static class RecordedLines
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every run of a file, converted. Nothing is skipped; an empty line is an error.</summary>
    /// <exception cref="GleanerException">The file or a line of it cannot be read.</exception>
    public static IEnumerable<ImportEntry> Read(string path, Func<string, JsonElement, ImportEntry> convert)
    {
        using var reader = new StreamReader(Open(path), StrictUtf8);
        if (ReadText(path, reader.Peek) == '[')
        {
            foreach (var entry in ReadArray(path, ReadText(path, reader.ReadToEnd), convert))
            {
                yield return entry;
            }

            yield break;
        }

        for (var number = 1; ReadText(path, reader.ReadLine) is { } line; number++)
        {
            yield return Convert($"{path}:{number}", line, convert);
        }
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="GleanerException">It cannot be read, or is not UTF-8.</exception>
    public static string ReadAll(string path)
    {
        using var reader = new StreamReader(Open(path), StrictUtf8);
        return ReadText(path, reader.ReadToEnd);
    }

    private static List<ImportEntry> ReadArray(string path, string text, Func<string, JsonElement, ImportEntry> convert)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select((element, index) => Guard($"{path}[{index}]", element, convert))];
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{path}:{exception.LineNumber + 1}: this is not valid JSON: {exception.Message}", exception);
        }
    }

    private static ImportEntry Convert(string place, string line, Func<string, JsonElement, ImportEntry> convert)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Guard(place, document.RootElement, convert);
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{place}: this is not valid JSON, from byte {(exception.BytePositionInLine ?? 0) + 1} on.", exception);
        }
    }

    private static ImportEntry Guard(string place, JsonElement element, Func<string, JsonElement, ImportEntry> convert)
    {
        try
        {
            return convert(place, element);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new GleanerException($"{place}: a member that such a run needs is missing or of another type: {exception.Message}", exception);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    private static T ReadText<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException exception)
        {
            throw new GleanerException($"{path}: this is not UTF-8 text.", exception);
        }
    }
}
