using System.Buffers.Binary;
using System.Text.Json;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>Writes safetensors files with 32-bit floats. The same content gives the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file atomically: a temporary file, flushed to disk, then renamed.</summary>
    /// <param name="path">The file; its folder is created if missing, the file replaced if present.</param>
    /// <param name="tensors">The tensors in file order.</param>
    /// <param name="metadata">Strings to store beside them; null for none.</param>
    /// <exception cref="ArgumentException">A name is repeated or reserved, a shape does not fit its values, or the header grows beyond the limit.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        Check(tensors);
        var header = HeaderOf(tensors, metadata);
        if (header.Length > SafetensorsHeader.MaxBytes)
        {
            throw new ArgumentException($"The header takes {header.Length} bytes, more than the {SafetensorsHeader.MaxBytes} that readers accept.", nameof(metadata));
        }

        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[SafetensorsHeader.LengthBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors)
            {
                WriteValues(stream, tensor.Values());
            }
        });
    }

    private static void Check(IReadOnlyList<NamedTensor> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
        foreach (var tensor in tensors)
        {
            if (string.IsNullOrEmpty(tensor.Name) || !names.Add(tensor.Name))
            {
                throw new ArgumentException($"Tensor name '{tensor.Name}' is empty, reserved or given twice.", nameof(tensors));
            }

            if (tensor.Shape.Any(dimension => dimension < 0) || tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension) != tensor.Values().Length)
            {
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}' has {tensor.Values().Length} values, which do not fit the shape [{string.Join(", ", tensor.Shape)}].", nameof(tensors));
            }
        }
    }

    private static byte[] HeaderOf(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                WriteArray(json, "shape", tensor.Shape.Select(dimension => (long)dimension));
                WriteArray(json, "data_offsets", [offset, offset += (long)tensor.Values().Length * sizeof(float)]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that readers that map the file find the data aligned.
        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        Span<byte> buffer = stackalloc byte[8192];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, buffer.Length / sizeof(float));
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(buffer[(i * sizeof(float))..], values[i]);
            }

            stream.Write(buffer[..(count * sizeof(float))]);
            values = values[count..];
        }
    }
}
