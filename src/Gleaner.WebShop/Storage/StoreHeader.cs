using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Gleaner.WebShop.Storage;

/// <summary>The first bytes of a store: what it is, what it was made of, where its sections stand and what they add up to.</summary>
/// <param name="Content">What is stored, for example <c>catalogue</c>.</param>
/// <param name="Sources">The files that it was made of.</param>
/// <param name="Sections">Its sections in file order.</param>
internal sealed record StoreHeader(string Content, ImmutableArray<SourceFile> Sources, ImmutableArray<StoreSection> Sections)
{
    /// <summary>Bytes that the header takes.</summary>
    internal const int Size = 4096;

    /// <summary>The layout of sections and records. Another number: the store is made again.</summary>
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "GLEANER\u001a"u8;

    internal byte[] ToBytes()
    {
        var bytes = new byte[Size];
        using var writer = new BinaryWriter(new MemoryStream(bytes), Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Content);
        writer.Write(Sources.Length);
        foreach (var source in Sources)
        {
            writer.Write(source.Name);
            writer.Write(source.Length);
            writer.Write(source.Modified);
            writer.Write(source.Hash);
        }

        writer.Write(Sections.Length);
        foreach (var section in Sections)
        {
            writer.Write(section.Name);
            writer.Write(section.Offset);
            writer.Write(section.Length);
            writer.Write(section.Checksum);
        }

        MemoryMarshal.Write(bytes.AsSpan(Size - sizeof(uint)), Checksum.Of(bytes.AsSpan(0, Size - sizeof(uint))));
        return bytes;
    }

    /// <exception cref="StoreException">They are no header, or one of another version, or damaged.</exception>
    internal static StoreHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
        {
            throw new StoreException("is no store of Gleaner's");
        }

        if (MemoryMarshal.Read<int>(bytes[Magic.Length..]) != Version)
        {
            throw new StoreException("was written by another version of Gleaner");
        }

        if (MemoryMarshal.Read<uint>(bytes[(Size - sizeof(uint))..]) != Checksum.Of(bytes[..(Size - sizeof(uint))]))
        {
            throw new StoreException("has a damaged header");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        reader.BaseStream.Position = Magic.Length + sizeof(int);
        var content = reader.ReadString();
        ImmutableArray<SourceFile> sources =
            [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new SourceFile(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadString()))];
        ImmutableArray<StoreSection> sections =
            [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new StoreSection(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt32()))];
        return new StoreHeader(content, sources, sections);
    }
}

/// <summary>A part of a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">Their <see cref="Storage.Checksum"/>.</param>
internal sealed record StoreSection(string Name, long Offset, long Length, uint Checksum);

/// <summary>A store that cannot be used; the message goes on from its path. It is made again, so users see a line and no error.</summary>
internal sealed class StoreException(string message) : Exception(message);

/// <summary>CRC-32C (Castagnoli), which processors compute at the speed of memory.</summary>
internal static class Checksum
{
    internal static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var checksum = ~before;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (var last in bytes[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, last);
        }

        return ~checksum;
    }
}
