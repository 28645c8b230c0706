using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Gleaner.WebShop.Storage;

/// <summary>
/// A file mapped into memory for reading: the system reads what is looked at, and processes share it. Unmapped when nobody holds it or
/// a part of it any more; a caller that holds only a span must keep the file alive (<see cref="GC.KeepAlive"/>).
/// </summary>
internal sealed unsafe class MappedFile
{
    private readonly SafeMemoryMappedViewHandle _view;
    private readonly byte* _start;

    /// <summary>Maps a file.</summary>
    /// <exception cref="IOException">It cannot be mapped.</exception>
    internal MappedFile(string path)
    {
        // Whoever replaces the file may do so while it is mapped here.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        Length = stream.Length;
        using var map = MemoryMappedFile.CreateFromFile(stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
        _view.AcquirePointer(ref _start);
    }

    ~MappedFile()
    {
        _view?.ReleasePointer();
    }

    /// <summary>Length in bytes.</summary>
    internal long Length { get; }

    /// <summary>Some bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not in the file.</exception>
    internal ReadOnlySpan<byte> Bytes(long offset, int length)
    {
        RequireInside(offset, length);
        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>A part as a list of values. It keeps the file mapped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in the file.</exception>
    internal ReadOnlyMemory<T> Part<T>(long offset, int count)
        where T : unmanaged
    {
        RequireInside(offset, (long)count * sizeof(T));
        return new MappedPart<T>(this, (T*)(_start + offset), count).Memory;
    }

    private void RequireInside(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
    }

    private sealed class MappedPart<T>(MappedFile file, T* start, int count) : MemoryManager<T>
        where T : unmanaged
    {
        public override Span<T> GetSpan() => new(start, count);

        // Mapped memory does not move; the handle keeps the file.
        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex, default, this);

        public override void Unpin() => GC.KeepAlive(file);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
