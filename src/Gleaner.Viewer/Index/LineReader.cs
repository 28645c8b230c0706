namespace Gleaner.Viewer.Index;

/// <summary>
/// Reads the whole lines of a file that may still be appended to: what stands behind the last line feed is left for the next time.
/// </summary>
internal sealed class LineReader(Stream stream, long offset)
{
    /// <summary>A longer line is not read: nothing that Gleaner writes comes near.</summary>
    public const int LongestLine = 256 * 1024 * 1024;

    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>Bytes before the next line.</summary>
    public long Offset { get; private set; } = Seek(stream, offset);

    /// <summary>The next whole line, without its line feed; valid until the next call.</summary>
    /// <returns>False at the end, or before half a line.</returns>
    /// <exception cref="GleanerException">The line is too long to be one of a run's.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_start, searched + found);
                _start += searched + found + 1;
                Offset += line.Length + 1;
                return true;
            }

            searched = _end - _start;
            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    private static long Seek(Stream stream, long offset)
    {
        stream.Position = offset;
        return offset;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
            {
                throw new GleanerException($"a line is longer than {LongestLine / (1024 * 1024)} MB.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
