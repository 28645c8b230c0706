using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>
/// The JSON header of a safetensors file: 8 bytes of its length (little-endian), the header, then the tensors' bytes with no
/// gap, overlap or rest. Everything that the header claims is checked against the file before any tensor is read.
/// </summary>
internal sealed record SafetensorsHeader(ImmutableArray<TensorInfo> Tensors, ImmutableSortedDictionary<string, string> Metadata)
{
    /// <summary>Bytes of the length field.</summary>
    public const int LengthBytes = 8;

    /// <summary>Upper bound on the header: far above any model of this engine, far below what would hurt.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>The key under which the metadata map stands among the tensors.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Parses and checks a header.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataBytes">Bytes in the file after the header.</param>
    /// <param name="file">Path, for messages.</param>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataBytes, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var metadata = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
            var tensors = ImmutableArray.CreateBuilder<TensorInfo>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                {
                    throw new CheckpointException(file, $"the header names '{property.Name}' twice");
                }

                if (property.NameEquals(MetadataKey))
                {
                    metadata = ParseMetadata(property.Value, metadata, file);
                }
                else
                {
                    tensors.Add(ParseTensor(property.Name, property.Value, file));
                }
            }

            tensors.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
            CheckCoverage(tensors, dataBytes, file);
            return new SafetensorsHeader(tensors.DrainToImmutable(), metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a JSON value of another kind than expected, or a string that is not valid UTF-16.
            throw new CheckpointException(file, "the header is not the JSON of a safetensors file", e);
        }
    }

    private static ImmutableSortedDictionary<string, string> ParseMetadata(JsonElement element, ImmutableSortedDictionary<string, string> empty, string file)
    {
        var metadata = empty.ToBuilder();
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || !metadata.TryAdd(property.GetName(), property.Value.GetText()!))
            {
                throw new CheckpointException(file, $"metadata '{property.GetName()}' is given twice or is not a string");
            }
        }

        return metadata.ToImmutable();
    }

    private static TensorInfo ParseTensor(string name, JsonElement element, string file)
    {
        JsonElement? dtype = null, shape = null, offsets = null;
        foreach (var property in element.EnumerateObject())
        {
            ref var slot = ref dtype;
            switch (property.Name)
            {
                case "dtype": break;
                case "shape": slot = ref shape; break;
                case "data_offsets": slot = ref offsets; break;
                default: throw new CheckpointException(file, $"tensor '{name}' has the unknown key '{property.Name}'");
            }

            slot = slot is null ? property.Value : throw new CheckpointException(file, $"tensor '{name}' has the key '{property.Name}' twice");
        }

        if (dtype is null || shape is null || offsets is null)
        {
            throw new CheckpointException(file, $"tensor '{name}' lacks dtype, shape or data_offsets");
        }

        var type = dtype.Value.GetText() switch
        {
            "F32" => TensorType.F32,
            "F16" => TensorType.F16,
            "BF16" => TensorType.BF16,
            var other => throw new CheckpointException(file, $"tensor '{name}' has the element type '{other}'; F32, F16 and BF16 can be read"),
        };
        var (dimensions, count) = ParseShape(name, shape.Value, file);
        if (offsets.Value.GetArrayLength() != 2
            || !offsets.Value[0].TryGetInt64(out var begin) || !offsets.Value[1].TryGetInt64(out var end) || begin < 0 || end < begin
            || end - begin != (long)count * TensorInfo.SizeOf(type))
        {
            throw new CheckpointException(file, $"tensor '{name}' has data_offsets that do not fit its shape and element type");
        }

        return new TensorInfo(name, type, dimensions, count, begin, end);
    }

    private static (ImmutableArray<int> Shape, int Count) ParseShape(string name, JsonElement element, string file)
    {
        var shape = ImmutableArray.CreateBuilder<int>(element.GetArrayLength());
        var count = 1L;
        foreach (var item in element.EnumerateArray())
        {
            // Each factor and the running product stay below 2^31, so the product of two cannot overflow.
            if (!item.TryGetInt32(out var dimension) || dimension < 0 || (count *= dimension) > Array.MaxLength)
            {
                throw new CheckpointException(file, $"tensor '{name}' has a dimension that is negative, not an integer or too large");
            }

            shape.Add(dimension);
        }

        return (shape.DrainToImmutable(), (int)count);
    }

    private static void CheckCoverage(IEnumerable<TensorInfo> tensorsByOffset, long dataBytes, string file)
    {
        var expected = 0L;
        foreach (var tensor in tensorsByOffset)
        {
            if (tensor.Begin != expected)
            {
                throw new CheckpointException(file, $"tensor '{tensor.Name}' starts at byte {tensor.Begin} of the data where {expected} is expected: a gap or an overlap");
            }

            expected = tensor.End;
        }

        if (expected != dataBytes)
        {
            throw new CheckpointException(file, $"its tensors take {expected} bytes but {dataBytes} follow the header: truncated or extended");
        }
    }
}

/// <summary>What a safetensors header says of one tensor.</summary>
/// <param name="Name">Name, unique in its file.</param>
/// <param name="Type">Element type in the file.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Count">Number of elements: the product of <paramref name="Shape"/>.</param>
/// <param name="Begin">Offset of its first byte from the start of the data section.</param>
/// <param name="End">Offset after its last byte.</param>
public sealed record TensorInfo(string Name, TensorType Type, ImmutableArray<int> Shape, int Count, long Begin, long End)
{
    /// <summary>Bytes per element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not defined.</exception>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.F32 => 4,
        TensorType.F16 or TensorType.BF16 => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}

/// <summary>Element types that can be read; all become 32-bit floats.</summary>
public enum TensorType
{
    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper half of a binary32 (bfloat16).</summary>
    BF16,
}
