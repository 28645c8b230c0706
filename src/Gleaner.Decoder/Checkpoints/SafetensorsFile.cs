using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gleaner.Decoder.Kernels;
using Microsoft.Win32.SafeHandles;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>
/// An open safetensors file. Its header is fully checked on opening; tensors are read on demand into the caller's memory.
/// Thread-safe. Format: https://huggingface.co/docs/safetensors.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    private readonly SafeFileHandle _handle;
    private readonly long _dataStart;
    private readonly FrozenDictionary<string, TensorInfo> _byName;

    private SafetensorsFile(string path, SafeFileHandle handle)
    {
        FilePath = path;
        _handle = handle;
        var length = RandomAccess.GetLength(handle);
        Span<byte> lengthField = stackalloc byte[SafetensorsHeader.LengthBytes];
        if (length < lengthField.Length)
        {
            throw new CheckpointException(path, $"it has only {length} bytes");
        }

        ReadExactly(lengthField, 0);
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(lengthField);
        if (headerBytes > SafetensorsHeader.MaxBytes || (long)headerBytes > length - lengthField.Length)
        {
            throw new CheckpointException(path, $"its header claims {headerBytes} bytes, more than the file or the limit of {SafetensorsHeader.MaxBytes} holds");
        }

        var json = new byte[(int)headerBytes];
        ReadExactly(json, lengthField.Length);
        _dataStart = lengthField.Length + json.Length;
        var header = SafetensorsHeader.Parse(json, length - _dataStart, path);
        Tensors = header.Tensors;
        Metadata = header.Metadata;
        _byName = Tensors.ToFrozenDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Path of the file.</summary>
    public string FilePath { get; }

    /// <summary>The tensors in file order.</summary>
    public ImmutableArray<TensorInfo> Tensors { get; }

    /// <summary>The metadata map, ordered by key; empty if the file has none.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="CheckpointException">The file cannot be opened or is not a well-formed safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            return new SafetensorsFile(path, handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            handle?.Dispose();
            throw new CheckpointException(path, $"it cannot be read ({e.Message})", e);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    /// <summary>What the header says of a tensor.</summary>
    /// <exception cref="CheckpointException">The file has no such tensor.</exception>
    public TensorInfo InfoOf(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new CheckpointException(FilePath, $"it has no tensor '{name}'");

    /// <summary>What the header says of a tensor that must have a known shape.</summary>
    /// <exception cref="CheckpointException">No such tensor, or another shape.</exception>
    public TensorInfo CheckShape(string name, ReadOnlySpan<int> shape)
    {
        var tensor = InfoOf(name);
        return tensor.Shape.AsSpan().SequenceEqual(shape)
            ? tensor
            : throw new CheckpointException(
                FilePath, $"tensor '{name}' has the shape [{string.Join(", ", tensor.Shape)}] where [{string.Join(", ", shape.ToArray())}] is expected");
    }

    /// <summary>Reads a tensor of a known shape as 32-bit floats, row-major.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <param name="destination">Receives the elements; its length must be the product of <paramref name="shape"/>.</param>
    /// <exception cref="CheckpointException">No such tensor, another shape, or the file changed while open.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not fit the shape.</exception>
    public void Read(string name, ReadOnlySpan<int> shape, Span<float> destination)
    {
        var tensor = CheckShape(name, shape);
        if (destination.Length != tensor.Count)
        {
            throw new ArgumentException($"Tensor '{name}' has {tensor.Count} elements, the destination {destination.Length}.", nameof(destination));
        }

        ReadRange(tensor, 0, destination);
    }

    /// <summary>Reads consecutive elements of a tensor as 32-bit floats.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="first">Index of the first element, row-major.</param>
    /// <param name="destination">Receives the elements; the tensor must have as many from <paramref name="first"/> on.</param>
    /// <exception cref="CheckpointException">The file changed while open.</exception>
    /// <exception cref="ArgumentException">The range is not within the tensor.</exception>
    public void ReadRange(TensorInfo tensor, int first, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (first < 0 || first > tensor.Count - destination.Length)
        {
            throw new ArgumentException($"Tensor '{tensor.Name}' has {tensor.Count} elements, not {destination.Length} from {first} on.", nameof(first));
        }

        Span<byte> buffer = stackalloc byte[BufferBytes];
        var size = TensorInfo.SizeOf(tensor.Type);
        for (var done = 0; done < destination.Length;)
        {
            var count = Math.Min(buffer.Length / size, destination.Length - done);
            var bytes = buffer[..(count * size)];
            ReadExactly(bytes, _dataStart + tensor.Begin + ((long)(first + done) * size));
            Widen(bytes, tensor.Type, destination.Slice(done, count));
            done += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static void Widen(ReadOnlySpan<byte> bytes, TensorType type, Span<float> destination)
    {
        if (type == TensorType.BF16 && BitConverter.IsLittleEndian)
        {
            BFloat16.Widen(MemoryMarshal.Cast<byte, ushort>(bytes), destination);
            return;
        }

        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = type switch
            {
                TensorType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..]),
                TensorType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * 2)..]),
                _ => BFloat16.Widen(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..])),
            };
        }
    }

    private void ReadExactly(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(_handle, destination, offset);
            if (count == 0)
            {
                throw new CheckpointException(FilePath, $"it ended at byte {offset} while being read");
            }

            destination = destination[count..];
            offset += count;
        }
    }
}
