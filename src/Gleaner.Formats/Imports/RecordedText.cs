using System.Text;
using Gleaner.Chat.Replies;

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
        if (Directory.Exists(path))
        {
            throw new GleanerException($"{path}: it is a folder; name the files in it, for example {Path.Join(path, "*.jsonl")}.");
        }

        if (!File.Exists(path))
        {
            throw new GleanerException(path == "-" ? "-: cannot be read: recordings are read from files; write what comes from a pipe to one." : $"{path}: cannot be read: there is no such file.");
        }

        try
        {
            var stream = File.OpenRead(path);
            if (!stream.CanSeek)
            {
                stream.Dispose();
                throw new GleanerException($"{path}: cannot be read: it is a pipe; write what comes from it to a file.");
            }

            Span<byte> head = stackalloc byte[8];
            var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            if (OtherFormat(head[..count]) is { } other)
            {
                stream.Dispose();
                throw new GleanerException($"{path}: it is {other}.");
            }

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

    /// <summary>JSON as Python and others write it, as JSON.</summary>
    public static string Repaired(string json) => LenientJson.WithNumbersOfPython(LenientJson.WithoutLoneSurrogates(json));

    private static string? OtherFormat(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, ..] => "compressed by gzip; unpack it first (gunzip)",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "compressed by zstd; unpack it first (unzstd)",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => "compressed by bzip2; unpack it first (bunzip2)",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "compressed by xz; unpack it first (unxz)",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive; unpack it first",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file; write its rows as JSON Lines (in Python: datasets.Dataset.to_json)",
        [(byte)'A', (byte)'R', (byte)'R', (byte)'O', (byte)'W', (byte)'1', ..] => "an Arrow file; write its rows as JSON Lines (in Python: datasets.Dataset.to_json)",
        [(byte)'S', (byte)'Q', (byte)'L', (byte)'i', (byte)'t', (byte)'e', (byte)' ', ..] => "an SQLite database; write its rows as JSON Lines",
        [0x80, 2 or 3 or 4 or 5, ..] => "a Python pickle, which is not opened; write it as JSON Lines",
        _ => null,
    };

    private static Encoding EncodingOf(ReadOnlySpan<byte> head)
    {
        var name = head switch
        {
            [_, _, 0, 0, _, _, 0, 0] or [0xFF, 0xFE, 0, 0, ..] => "utf-32",
            [0, 0, _, _, 0, 0, _, _] or [0, 0, 0xFE, 0xFF, ..] => "utf-32BE",
            [0xFF, 0xFE, ..] => "utf-16",
            [0xFE, 0xFF, ..] => "utf-16BE",
            [not 0, 0, not 0, 0, ..] or [not 0, 0] => "utf-16",
            [0, not 0, 0, not 0, ..] or [0, not 0] => "utf-16BE",
            _ => "utf-8",
        };

        // Half a character of UTF-16 becomes U+FFFD; bytes that are no UTF-8 are another text, which must not pass for this one.
        var fallback = name == "utf-8" ? new DecoderReplacementFallback(NoText.ToString()) : new DecoderReplacementFallback("\uFFFD");
        return Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, fallback);
    }
}
