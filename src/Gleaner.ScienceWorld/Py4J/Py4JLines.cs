using System.Runtime.CompilerServices;

namespace Gleaner.ScienceWorld.Py4J;

/// <summary>Lines of a stream, in one buffer that grows up to a limit.</summary>
internal sealed class Py4JLines(Stream stream, int longest)
{
    private byte[] _buffer = new byte[Math.Min(longest, 16 * 1024)];
    private int _start;
    private int _end;

    /// <summary>Whether more came than was read as lines.</summary>
    public bool HasRest => _start < _end;

    /// <summary>Reads a line.</summary>
    /// <returns>Without its line feed; it holds until the next line is read.</returns>
    /// <exception cref="EndOfStreamException">The stream ended; the message says whether within a line.</exception>
    /// <exception cref="InvalidDataException">The line is longer than the limit.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var looked = _start;
        while (true)
        {
            var length = _buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, looked + length - _start);
                _start = looked + length + 1;
                return line;
            }

            MakeRoom();
            looked = _end;
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException(HasRest ? "the connection was closed in the middle of the answer." : "the connection was closed.");
            }

            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_buffer.Length >= longest)
        {
            throw new InvalidDataException($"the answer is longer than {longest} bytes.");
        }

        Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, longest));
    }
}
