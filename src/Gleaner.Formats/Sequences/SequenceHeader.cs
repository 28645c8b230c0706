using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Sequences;

/// <summary>The safetensors header of a <see cref="SequenceFile"/>.</summary>
internal static class SequenceHeader
{
    private const string MetadataKey = "__metadata__";
    private const string FormatKey = "format";
    private const string VersionKey = "version";

    public static byte[] ToBytes(long tokens, long sequences, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            json.WriteString(FormatKey, SequenceFile.Format);
            json.WriteString(VersionKey, SequenceFile.Version);
            foreach (var (key, value) in (metadata ?? new Dictionary<string, string>()).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            WriteTensor(json, "ids", "I32", tokens, 0, 4 * tokens);
            WriteTensor(json, "weights", "F32", tokens, 4 * tokens, 8 * tokens);
            WriteTensor(json, "offsets", "I64", sequences + 1, 8 * tokens, (8 * tokens) + (8 * (sequences + 1)));
            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that readers that map the file find the data aligned.
        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    /// <summary>The numbers of tokens and sequences.</summary>
    /// <exception cref="GleanerException">It is the header of something else.</exception>
    public static (long Tokens, long Sequences) Parse(byte[] header, string name)
    {
        using var document = JsonDocument.Parse(header);
        var root = document.RootElement;
        if (!root.TryGetProperty(MetadataKey, out var metadata)
            || !metadata.TryGetProperty(FormatKey, out var format) || format.GetText() != SequenceFile.Format)
        {
            throw new GleanerException($"{name}: this is a safetensors file of something else; its metadata lacks {FormatKey} '{SequenceFile.Format}'.");
        }

        var version = metadata.GetProperty(VersionKey).GetText();
        if (version != SequenceFile.Version)
        {
            throw new GleanerException($"{name}: the version is {version}; this program reads version {SequenceFile.Version}.");
        }

        var tokens = root.GetProperty("ids").GetProperty("shape")[0].GetInt64();
        var sequences = root.GetProperty("offsets").GetProperty("shape")[0].GetInt64() - 1;
        var expected = ToBytes(tokens, sequences, null);
        using var layout = JsonDocument.Parse(expected);
        foreach (var tensor in layout.RootElement.EnumerateObject().Where(tensor => tensor.Name != MetadataKey))
        {
            if (tokens < 1 || sequences < 1 || !JsonElement.DeepEquals(root.GetProperty(tensor.Name), tensor.Value))
            {
                throw new GleanerException($"{name}: the tensor '{tensor.Name}' is not laid out as version {SequenceFile.Version} of {SequenceFile.Format} says.");
            }
        }

        return (tokens, sequences);
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, string type, long count, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", type);
        json.WriteStartArray("shape");
        json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
