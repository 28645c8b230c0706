using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Gleaner.WebShop.Storage;

/// <summary>Writes a store section by section; the header comes last, so a store that was cut off has none.</summary>
/// <param name="stream">Gets the store; at its beginning.</param>
internal sealed class StoreWriter(Stream stream)
{
    private const int Alignment = 64;

    private readonly List<StoreSection> _sections = [];
    private string? _name;
    private long _start;
    private uint _checksum;

    /// <summary>Begins a section.</summary>
    internal void Begin(string name)
    {
        if (_sections.Count == 0)
        {
            stream.Write(new byte[StoreHeader.Size]);
        }

        stream.Write(new byte[(Alignment - (int)(stream.Position % Alignment)) % Alignment]);
        (_name, _start, _checksum) = (name, stream.Position, 0);
    }

    /// <summary>Adds to the section.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        _checksum = Checksum.Of(bytes, _checksum);
        stream.Write(bytes);
    }

    /// <summary>Ends the section.</summary>
    internal void End() => _sections.Add(new StoreSection(_name!, _start, stream.Position - _start, _checksum));

    /// <summary>A section of values as they lie in memory.</summary>
    internal void Add<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const int chunk = 1 << 20;
        Begin(name);
        for (; values.Length > 0; values = values[Math.Min(chunk, values.Length)..])
        {
            Write(MemoryMarshal.AsBytes(values[..Math.Min(chunk, values.Length)]));
        }

        End();
    }

    /// <summary>Writes the header.</summary>
    internal void Finish(string content, ImmutableArray<SourceFile> sources)
    {
        stream.Position = 0;
        stream.Write(new StoreHeader(content, sources, [.. _sections]).ToBytes());
        stream.Position = stream.Length;
    }
}
