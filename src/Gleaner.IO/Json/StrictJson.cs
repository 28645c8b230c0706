using System.Text.Json;

namespace Gleaner.IO.Json;

/// <summary>Reads whole JSON files: up to a size and a depth, with errors that name file, line and member.</summary>
public static class StrictJson
{
    /// <summary>Reads a file as a value.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How long it may be.</param>
    /// <param name="options">How it is written; see <see cref="JsonDefaults"/>. Null for the serializer's own.</param>
    /// <exception cref="JsonFileException">It is missing, too long, no JSON, null or not of this form.</exception>
    public static T Read<T>(string path, long maxBytes, JsonSerializerOptions? options = null) => Guard(path, maxBytes, stream =>
        JsonSerializer.Deserialize<T>(stream, options) ?? throw new JsonFileException(path, null, "it holds null"));

    /// <summary>Reads a file as a document.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How long it may be.</param>
    /// <param name="root">What it must be: an object, an array; null for anything.</param>
    /// <exception cref="JsonFileException">It is missing, too long, no JSON, names a member twice, or is something else than <paramref name="root"/>.</exception>
    public static JsonDocument ReadDocument(string path, long maxBytes, JsonValueKind? root = null) => Guard(path, maxBytes, stream =>
    {
        var document = JsonDocument.Parse(stream, JsonDefaults.File);
        var found = document.RootElement.ValueKind;
        if (root is null || found == root)
        {
            return document;
        }

        document.Dispose();
        throw new JsonFileException(path, null, $"it holds a JSON {found} where an {root} is expected");
    });

    private static T Guard<T>(string path, long maxBytes, Func<Stream, T> read)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return stream.Length <= maxBytes
                ? read(stream)
                : throw new JsonFileException(path, null, $"it has {stream.Length} bytes, more than the {maxBytes} that such a file can have");
        }
        catch (JsonException exception)
        {
            throw new JsonFileException(path, exception.LineNumber + 1, JsonProblems.Describe(exception), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JsonFileException(path, null, $"it cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
    }
}

/// <summary>A JSON file cannot be used. The message is <c>FILE:LINE: what is wrong.</c></summary>
public sealed class JsonFileException : GleanerException
{
    internal JsonFileException(string path, long? line, string problem, Exception? inner = null)
        : base($"{path}{(line is null ? "" : $":{line}")}: {problem}.", inner!)
    {
        Problem = line is null ? problem : $"line {line}: {problem}";
    }

    /// <summary>What is wrong, without the file and without a full stop.</summary>
    public string Problem { get; }
}
