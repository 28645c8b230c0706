using System.Text;
using System.Text.Json;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Takes a text apart into JSON values that stand behind each other or in lists, each over any number of lines. A damaged one costs itself
/// alone: the next begins at the next line that is indented as it is and opens an object or a list.
/// </summary>
internal static class JsonValues
{
    private const string NoJson = "it is not valid JSON";
    private const byte RecordSeparator = 0x1E;
    private const int ExcerptLength = 20;

    // What is deeper is no run; a limit keeps the search for the next value short.
    private const int DeepestJson = 1000;

    /// <summary>The values of a file with their places, or what is wrong there.</summary>
    /// <exception cref="GleanerException">The file can't be read.</exception>
    public static List<(string Place, string? Json, (string Reason, string Detail)? Problem)> In(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(RecordedText.Repaired(RecordedText.Whole(path)));
        var values = new List<(string, string?, (string, string)?)>();
        var (line, counted, number, depth) = (1, 0, 0, 0);
        for (var at = 0; (at = Skip(bytes, at)) < bytes.Length;)
        {
            line += bytes.AsSpan(counted, at - counted).Count((byte)'\n');
            counted = at;
            if (bytes[at] is (byte)',' or (byte)']' || bytes[at] == '[' && !HoldsMessages(bytes.AsSpan(at)))
            {
                number = bytes[at] == '[' ? 0 : number;
                depth = Math.Max(0, depth + (bytes[at] == '[' ? 1 : bytes[at] == ']' ? -1 : 0));
                at++;
                continue;
            }

            var place = $"{path}:{line}{(depth > 0 ? $"[{number++}]" : "")}";
            var (end, problem) = Value(bytes, at);
            values.Add(problem is null ? (place, Encoding.UTF8.GetString(bytes.AsSpan(at..end)), null) : ($"{path}:{line + problem.Value.Line}", null, (NoJson, problem.Value.Detail)));
            at = problem is null ? end : Next(bytes, at);
        }

        if (depth > 0 && values is not [.., (_, null, _)])
        {
            values.Add(($"{path}:{line}", null, (NoJson, "it ends too early: a list is not closed")));
        }

        return values;
    }

    private static int Skip(byte[] bytes, int at)
    {
        while (at < bytes.Length && bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or RecordSeparator)
        {
            at++;
        }

        return at;
    }

    // Where a value ends; or, if it is damaged, where that is seen and what is there.
    private static (int End, (long Line, string Detail)? Problem) Value(byte[] bytes, int start)
    {
        var reader = new Utf8JsonReader(bytes.AsSpan(start), new JsonReaderOptions { AllowMultipleValues = true, AllowTrailingCommas = true, MaxDepth = DeepestJson });
        try
        {
            reader.Read();
            reader.Skip();
            return (start + (int)reader.BytesConsumed, null);
        }
        catch (JsonException exception)
        {
            var seen = start + (int)reader.BytesConsumed;
            var shown = Encoding.UTF8.GetString(bytes.AsSpan(seen, Math.Min(4 * ExcerptLength, bytes.Length - seen))).Split('\n')[0].Trim();
            return (seen, (exception.LineNumber ?? 0, shown.Length == 0 || seen >= bytes.Length ? "it ends too early" : $"at or behind '{shown[..Math.Min(shown.Length, ExcerptLength)]}'"));
        }
    }

    // The next line behind a damaged value that begins as the value did.
    private static int Next(byte[] bytes, int start)
    {
        var begin = bytes.AsSpan(0, start).LastIndexOf((byte)'\n') + 1;
        var indent = bytes.AsSpan(begin, start - begin);
        indent = indent.Trim(" \t"u8).IsEmpty ? indent : [];
        for (var at = start; ;)
        {
            var newline = bytes.AsSpan(at).IndexOf((byte)'\n');
            if (newline < 0)
            {
                return bytes.Length;
            }

            at += newline + 1;
            var rest = bytes.AsSpan(at);
            if (rest.StartsWith(indent) && rest.Length > indent.Length && rest[indent.Length] is (byte)'{' or (byte)'[')
            {
                return at;
            }
        }
    }

    private static bool HoldsMessages(ReadOnlySpan<byte> array)
    {
        var reader = new Utf8JsonReader(array, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.StartObject && JsonDocument.TryParseValue(ref reader, out var document) && RecordedFile.IsMessage(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
