using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>Reads members of recorded JSON, with failures that name the place.</summary>
internal static class RecordedJson
{
    /// <summary>Parses and converts.</summary>
    /// <exception cref="GleanerException">It is no JSON, or a member is missing or of another type; the message begins with the place.</exception>
    public static T Convert<T>(string place, ReadOnlyMemory<byte> json, Func<JsonElement, T> convert)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return convert(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{place}: this is no valid JSON, from byte {(exception.BytePositionInLine ?? 0) + 1} of line {(exception.LineNumber ?? 0) + 1} of it on.", exception);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new GleanerException($"{place}: a member that a recorded run has is missing or of another type: {exception.Message}", exception);
        }
    }
}
