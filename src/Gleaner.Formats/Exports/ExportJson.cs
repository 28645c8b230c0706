using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Exports;

/// <summary>How the formats of text write JSON: UTF-8, nothing escaped that need not be.</summary>
internal static class ExportJson
{
    /// <summary>Writes one object a line.</summary>
    /// <returns>The number of lines.</returns>
    public static int WriteLines<T>(Stream stream, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var count = 0;
        using var json = new Utf8JsonWriter(stream, JsonDefaults.Unescaped);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(json, row);
            WriteSource(json, row);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
            count++;
        }

        return count;
    }

    /// <summary>Writes an array of objects, one a line.</summary>
    public static void WriteArray<T>(Stream stream, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        stream.WriteByte((byte)'[');
        var isFirst = true;
        using var json = new Utf8JsonWriter(stream, JsonDefaults.Unescaped);
        foreach (var row in rows)
        {
            stream.Write(isFirst ? "\n"u8 : ",\n"u8);
            json.WriteStartObject();
            write(json, row);
            WriteSource(json, row);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            isFirst = false;
        }

        stream.Write("\n]\n"u8);
    }

    private static void WriteSource<T>(Utf8JsonWriter json, T row)
    {
        if (row is Conversation { Source: { } source })
        {
            json.WriteString("source", source);
        }
    }
}
