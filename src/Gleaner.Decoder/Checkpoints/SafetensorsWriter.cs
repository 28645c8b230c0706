using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Decoder.Kernels;
using Gleaner.IO;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>Writes safetensors files with 32-bit floats or bfloat16. The same content gives the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file atomically: a temporary file, flushed to disk, then renamed.</summary>
    /// <param name="path">The file; its folder is created if missing, the file replaced if present.</param>
    /// <param name="tensors">The tensors in file order.</param>
    /// <param name="metadata">Strings to store beside them; null for none.</param>
    /// <exception cref="ArgumentException">A name is repeated or reserved, a shape does not fit its values, a type is neither F32 nor BF16, or the header grows beyond the limit.</exception>
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
                WriteValues(stream, tensor.Values(), tensor.Type);
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

            if (tensor.Type is not (TensorType.F32 or TensorType.BF16))
            {
                throw new ArgumentException($"Tensor '{tensor.Name}' has the element type {tensor.Type}; F32 and BF16 can be written.", nameof(tensors));
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
                json.WriteString("dtype", tensor.Type.ToString());
                WriteArray(json, "shape", tensor.Shape.Select(dimension => (long)dimension));
                WriteArray(json, "data_offsets", [offset, offset += (long)tensor.Values().Length * TensorInfo.SizeOf(tensor.Type)]);
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

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values, TensorType type)
    {
        Span<byte> buffer = stackalloc byte[8192];
        var size = TensorInfo.SizeOf(type);
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, buffer.Length / size);
            for (var i = 0; i < count; i++)
            {
                if (type == TensorType.BF16)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(buffer[(i * size)..], BFloat16.Round(values[i]));
                }
                else
                {
                    BinaryPrimitives.WriteSingleLittleEndian(buffer[(i * size)..], values[i]);
                }
            }

            stream.Write(buffer[..(count * size)]);
            values = values[count..];
        }
    }
}

/// <summary>Gives the elements of a tensor, row-major, without a copy.</summary>
public delegate ReadOnlySpan<float> TensorValues();

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Name, unique in its file and not <c>__metadata__</c>.</param>
/// <param name="Shape">Dimensions, outermost first; their product is the number of values.</param>
/// <param name="Values">The elements.</param>
/// <param name="Type">Element type in the file: F32, or BF16 to round the elements to.</param>
public readonly record struct NamedTensor(string Name, ImmutableArray<int> Shape, TensorValues Values, TensorType Type = TensorType.F32)
{
    /// <summary>A tensor over an array.</summary>
    /// <param name="name">Name, unique in its file and not <c>__metadata__</c>.</param>
    /// <param name="shape">Dimensions, outermost first; their product is the number of values.</param>
    /// <param name="values">The elements, row-major.</param>
    public NamedTensor(string name, ImmutableArray<int> shape, float[] values)
        : this(name, shape, () => values)
    {
    }
}
