using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Cluster.Messages;

/// <summary>Messages as bytes: lines of JSON, the head first, compressed.</summary>
internal static class Packed
{
    /// <summary>The most bytes that a message may come to when unpacked.</summary>
    private const int Largest = 256 << 20;

    /// <summary>An item with its trunks.</summary>
    public static byte[] Of(WorkItem item, IEnumerable<Trajectory> trunks) => Compress(stream =>
    {
        WriteLine(stream, item);
        TrajectoryJsonLines.Write(stream, trunks);
    });

    /// <summary>A result with its records, each as <see cref="LineOf"/> makes it.</summary>
    public static byte[] Of(ItemResult result, IEnumerable<byte[]> records) => Compress(stream =>
    {
        WriteLine(stream, result);
        foreach (var record in records)
        {
            stream.Write(record);
        }
    });

    /// <summary>A record as a line.</summary>
    public static byte[] LineOf(RolloutRecord record) => [.. JsonSerializer.SerializeToUtf8Bytes(record, JsonDefaults.Line), (byte)'\n'];

    /// <summary>The hash by which the bytes of one rollout are compared.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> line) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(line));

    /// <exception cref="GleanerException">The bytes are no item.</exception>
    public static (WorkItem Item, IReadOnlyList<Trajectory> Trunks) Item(byte[] bytes) => Read(bytes, "an item", stream =>
    {
        var item = ReadLine<WorkItem>(stream);
        return (item, (IReadOnlyList<Trajectory>)[.. TrajectoryJsonLines.Read(stream, $"item {item.Id}")]);
    });

    /// <exception cref="GleanerException">The bytes are no result.</exception>
    public static (ItemResult Result, IReadOnlyList<(RolloutRecord Record, UInt128 Hash)> Records) Result(byte[] bytes) => Read(bytes, "a result", stream =>
    {
        var result = ReadLine<ItemResult>(stream);
        var records = new List<(RolloutRecord, UInt128)>();
        while (stream.Position < stream.Length)
        {
            var record = ReadLine<RolloutRecord>(stream);
            records.Add((record, HashOf(LineOf(record))));
        }

        return (result, (IReadOnlyList<(RolloutRecord, UInt128)>)records);
    });

    private static T Read<T>(byte[] bytes, string what, Func<MemoryStream, T> read)
    {
        try
        {
            using var unpacked = Decompress(bytes);
            return read(unpacked);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new GleanerException($"A message that should be {what} cannot be read: {exception.Message}", exception);
        }
    }

    private static byte[] Compress(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            write(packed);
        }

        return bytes.ToArray();
    }

    private static MemoryStream Decompress(byte[] bytes)
    {
        using var packed = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (packed.Read(buffer) is > 0 and var count)
        {
            unpacked.Write(buffer, 0, count);
            if (unpacked.Length > Largest)
            {
                throw new InvalidDataException($"it has more than {Largest} bytes.");
            }
        }

        unpacked.Position = 0;
        return unpacked;
    }

    private static void WriteLine<T>(Stream stream, T value)
    {
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(value, JsonDefaults.Line));
        stream.WriteByte((byte)'\n');
    }

    private static T ReadLine<T>(MemoryStream stream)
    {
        var rest = stream.GetBuffer().AsSpan((int)stream.Position, (int)(stream.Length - stream.Position));
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? throw new InvalidDataException("it ends in the middle of a line.") : rest[..end];
        stream.Position += end + 1;
        return JsonSerializer.Deserialize<T>(line, JsonDefaults.Line) ?? throw new InvalidDataException($"'{Encoding.UTF8.GetString(line)}' is no {typeof(T).Name}.");
    }
}
