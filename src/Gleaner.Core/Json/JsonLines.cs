using System.Text;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Json;

/// <summary>JSON Lines: one JSON value a line, UTF-8, every line ended by a line feed.</summary>
internal static class JsonLines
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One value as a line, line feed included.</summary>
    public static byte[] ToLine<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, JsonDefaults.Line), (byte)'\n'];

    public static void Write<T>(Stream stream, IEnumerable<T> values)
    {
        foreach (var value in values)
        {
            stream.Write(ToLine(value));
        }
    }

    /// <summary>Reads all values. Every line must hold one: nothing is skipped.</summary>
    /// <param name="stream">The lines.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <param name="convert">Makes the result of a line's value; a <see cref="GleanerException"/> from it is given the line's number.</param>
    /// <exception cref="GleanerException">A line cannot be read; the message is <c>NAME:LINE: what is wrong</c>.</exception>
    public static IEnumerable<TResult> Read<TLine, TResult>(Stream stream, string name, Func<TLine, TResult> convert)
    {
        using var reader = new StreamReader(stream, StrictUtf8);
        for (var number = 1; ReadLine(reader, name, number) is { } line; number++)
        {
            yield return Parse(line, name, number, convert);
        }
    }

    public static IEnumerable<T> Read<T>(Stream stream, string name) => Read<T, T>(stream, name, value => value);

    private static string? ReadLine(StreamReader reader, string name, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException exception)
        {
            throw new GleanerException($"{name}:{number}: this is not UTF-8 text (in this line or soon after it).", exception);
        }
    }

    private static TResult Parse<TLine, TResult>(string line, string name, int number, Func<TLine, TResult> convert)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            throw new GleanerException($"{name}:{number}: the line is empty; every line must hold a JSON value.");
        }

        try
        {
            var value = JsonSerializer.Deserialize<TLine>(line, JsonDefaults.Line)
                ?? throw new GleanerException("null is not a record.");
            return convert(value);
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{name}:{number}: {JsonProblems.Describe(exception)}.", exception);
        }
        catch (GleanerException exception)
        {
            throw new GleanerException($"{name}:{number}: {exception.Message}", exception);
        }
    }
}
