using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Students;

namespace Gleaner.Formats.Sequences;

/// <summary>
/// Sequences of token ids and loss weights in a safetensors file: <c>ids</c> (I32) and <c>weights</c> (F32) hold all sequences end to
/// end, <c>offsets</c> (I64) where each begins and at last where all end. <c>weights[i]</c> is the weight of predicting <c>ids[i]</c>
/// from what is before it in its sequence, so a sequence's first weight is 0. The metadata has <c>format</c> and <c>version</c>.
/// </summary>
public static class SequenceFile
{
    /// <summary>What <c>format</c> says in the metadata.</summary>
    public const string Format = "gleaner-sequences";

    /// <summary>The version that is written and read.</summary>
    public const string Version = "1";

    private const int LengthBytes = 8;
    private const int MostHeaderBytes = 1 << 20;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="metadata">Strings to keep with them; null for none.</param>
    /// <exception cref="GleanerException">A sequence is empty, gives its first token a weight, or has a weight that is none.</exception>
    public static void Write(Stream stream, IReadOnlyList<RenderedSequence> sequences, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(sequences);
        for (var i = 0; i < sequences.Count; i++)
        {
            SequenceChecks.Require(sequences[i], i);
        }

        var count = sequences.Sum(sequence => (long)sequence.Ids.Length);
        var header = SequenceHeader.ToBytes(count, sequences.Count, metadata);
        Span<byte> word = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(word, header.Length);
        stream.Write(word);
        stream.Write(header);
        using var buffer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        foreach (var id in sequences.SelectMany(sequence => sequence.Ids))
        {
            buffer.Write(id);
        }

        foreach (var weight in sequences.SelectMany(sequence => sequence.Weights))
        {
            buffer.Write(weight);
        }

        var offset = 0L;
        buffer.Write(offset);
        foreach (var sequence in sequences)
        {
            buffer.Write(offset += sequence.Ids.Length);
        }
    }

    /// <summary>Reads a file back.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="GleanerException">The file is damaged or of another format.</exception>
    public static ImmutableArray<RenderedSequence> Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            var length = reader.ReadInt64();
            if (length is < 2 or > MostHeaderBytes)
            {
                throw new GleanerException($"{name}: the header claims {length} bytes; this is not a file of sequences.");
            }

            var (tokens, count) = SequenceHeader.Parse(reader.ReadBytes((int)length), name);
            var ids = ReadAll(tokens, reader.ReadInt32);
            var weights = ReadAll(tokens, reader.ReadSingle);
            var offsets = ReadAll(count + 1, reader.ReadInt64);
            return Cut(ids, weights, offsets, name);
        }
        catch (Exception exception) when (exception is EndOfStreamException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new GleanerException($"{name}: this is not a complete file of sequences: {exception.Message}", exception);
        }
    }

    private static List<T> ReadAll<T>(long count, Func<T> read)
    {
        // The list grows as it is filled: a header that lies about its length allocates nothing.
        var values = new List<T>();
        for (long i = 0; i < count; i++)
        {
            values.Add(read());
        }

        return values;
    }

    private static ImmutableArray<RenderedSequence> Cut(List<int> ids, List<float> weights, List<long> offsets, string name)
    {
        var sequences = ImmutableArray.CreateBuilder<RenderedSequence>(offsets.Count - 1);
        for (var i = 0; i + 1 < offsets.Count; i++)
        {
            var (start, end) = (offsets[i], offsets[i + 1]);
            if (start < 0 || end <= start || end > ids.Count)
            {
                throw new GleanerException($"{name}: the offsets of sequence {i} are {start} and {end}; they must increase up to {ids.Count}.");
            }

            var sequence = new RenderedSequence([.. ids[(int)start..(int)end]], [.. weights[(int)start..(int)end]]);
            SequenceChecks.Require(sequence, i);
            sequences.Add(sequence);
        }

        return offsets[^1] == ids.Count && offsets[0] == 0
            ? sequences.MoveToImmutable()
            : throw new GleanerException($"{name}: the offsets run from {offsets[0]} to {offsets[^1]}, not from 0 to {ids.Count}.");
    }
}
