using System.Text;

namespace Gleaner.Formats.Imports;

/// <summary>Reads the text of recordings: UTF-8, UTF-16 or UTF-32, with or without a mark, with any ends of lines.</summary>
internal static class RecordedText
{
    /// <summary>Stands for bytes that are no text, so that the run that has them can be refused.</summary>
    public const char NoText = '\uFFFE';

    private const int LongestLine = 64 * 1024 * 1024;
    private const long LongestWhole = 1L << 30;

    /// <summary>Opens a file.</summary>
    /// <exception cref="GleanerException">It can't be opened.</exception>
    public static StreamReader Open(string path)
    {
        try
        {
            var stream = File.OpenRead(path);
            Span<byte> head = stackalloc byte[4];
            var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            return new StreamReader(stream, EncodingOf(head[..count]), detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new GleanerException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The lines of a file with their numbers, from 1; a line that is too long to be a run comes as null.</summary>
    public static IEnumerable<(int Number, string? Line)> Lines(StreamReader reader, string path)
    {
        var line = new StringBuilder();
        var isTooLong = false;
        for (var number = 1; ; number++)
        {
            int c;
            while ((c = Next(reader, path)) is not (-1 or '\n' or '\r'))
            {
                isTooLong |= line.Length >= LongestLine;
                _ = isTooLong ? line : line.Append((char)c);
            }

            if (c == '\r' && reader.Peek() == '\n')
            {
                Next(reader, path);
            }

            if (c != -1 || line.Length > 0)
            {
                // The mark is no part of the first line.
                yield return (number, isTooLong ? null : line.ToString().TrimStart('\uFEFF'));
            }

            if (c == -1)
            {
                yield break;
            }

            line.Clear();
            isTooLong = false;
        }
    }

    /// <summary>The whole text of a file.</summary>
    /// <exception cref="GleanerException">It can't be read, or is too large for one value.</exception>
    public static string Whole(string path)
    {
        using var reader = Open(path);
        if (reader.BaseStream.Length > LongestWhole)
        {
            throw new GleanerException($"{path}: a file that is not a run a line is read up to {LongestWhole / (1024 * 1024):N0} MiB; write it as JSON Lines, or in parts.");
        }

        try
        {
            return reader.ReadToEnd().TrimStart('\uFEFF');
        }
        catch (IOException exception)
        {
            throw new GleanerException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    private static int Next(StreamReader reader, string path)
    {
        try
        {
            return reader.Read();
        }
        catch (IOException exception)
        {
            throw new GleanerException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    private static Encoding EncodingOf(ReadOnlySpan<byte> head)
    {
        var name = head switch
        {
            [0xFF, 0xFE, 0, 0, ..] => "utf-32",
            [0xFF, 0xFE, ..] => "utf-16",
            [0xFE, 0xFF, ..] => "utf-16BE",
            [not 0, 0, not 0, 0] or [not 0, 0] => "utf-16",
            [0, not 0, 0, not 0] or [0, not 0] => "utf-16BE",
            _ => "utf-8",
        };

        // Half a character of UTF-16 becomes U+FFFD; bytes that are no UTF-8 are another text, which must not pass for this one.
        var fallback = name == "utf-8" ? new DecoderReplacementFallback(NoText.ToString()) : new DecoderReplacementFallback("\uFFFD");
        return Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, fallback);
    }
}
