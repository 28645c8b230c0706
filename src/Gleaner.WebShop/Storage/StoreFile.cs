using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Gleaner.WebShop.Storage;

/// <summary>A store opened for reading, after all its bytes were checked. Immutable.</summary>
internal sealed class StoreFile
{
    private const int ChunkSize = 4 << 20;

    private readonly MappedFile _file;
    private readonly StoreHeader _header;

    private StoreFile(string path, MappedFile file, StoreHeader header)
    {
        (Path, _file, _header) = (path, file, header);
    }

    internal string Path { get; }

    /// <summary>What it was made of.</summary>
    internal ImmutableArray<SourceFile> Sources => _header.Sources;

    /// <summary>Opens a store.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it must hold.</param>
    /// <exception cref="StoreException">It is none, of another version, of other content, cut off or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static StoreFile Open(string path, string content)
    {
        var header = ReadHeader(path);
        if (header.Content != content)
        {
            throw new StoreException($"holds '{header.Content}', not '{content}'");
        }

        Check(path, header);
        return new StoreFile(path, new MappedFile(path), header);
    }

    /// <summary>Tells the store that its sources have other dates now. One page is written; if that is cut off, the store counts as damaged.</summary>
    internal static void SetSources(string path, ImmutableArray<SourceFile> sources)
    {
        var header = ReadHeader(path) with { Sources = sources };
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(handle, header.ToBytes(), 0);
    }

    /// <summary>A section as a list of values.</summary>
    internal ReadOnlyMemory<T> Values<T>(string name)
        where T : unmanaged
    {
        var section = Section(name);
        return _file.Part<T>(section.Offset, checked((int)(section.Length / Unsafe.SizeOf<T>())));
    }

    /// <summary>Bytes of a section that may be longer than a list; <see cref="KeepAlive"/> after the last use.</summary>
    internal ReadOnlySpan<byte> Bytes(StoreSection section, long start, int length) => _file.Bytes(section.Offset + start, length);

    internal void KeepAlive() => GC.KeepAlive(_file);

    internal StoreSection Section(string name) =>
        _header.Sections.FirstOrDefault(section => section.Name == name) ?? throw new StoreException($"lacks the section '{name}'");

    private static StoreHeader ReadHeader(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[StoreHeader.Size];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return StoreHeader.Parse(bytes.AsSpan(0, read));
    }

    // Read and not looked at through the map: pages that only the check needs do not stay in this process.
    private static void Check(string path, StoreHeader header)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var buffer = new byte[ChunkSize];
        foreach (var section in header.Sections)
        {
            var checksum = 0u;
            for (long done = 0; done < section.Length;)
            {
                var read = RandomAccess.Read(handle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, section.Length - done)), section.Offset + done);
                if (read == 0)
                {
                    throw new StoreException("is cut off");
                }

                checksum = Checksum.Of(buffer.AsSpan(0, read), checksum);
                done += read;
            }

            if (checksum != section.Checksum)
            {
                throw new StoreException($"is damaged (section '{section.Name}')");
            }
        }
    }
}
