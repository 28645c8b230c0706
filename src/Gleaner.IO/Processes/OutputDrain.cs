using System.Text;

namespace Gleaner.IO.Processes;

/// <summary>
/// Reads what a process prints until it ends, so that it never waits for a reader. On a thread of its own: a pipe is read
/// blocking, and the pool's threads have other work.
/// </summary>
public sealed class OutputDrain
{
    private const int LongestLine = 4096;
    private const int StackBytes = 256 * 1024;

    private readonly Stream _stream;
    private Func<string, bool>? _line;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OutputDrain(Stream stream, Func<string, bool> line)
    {
        _stream = stream;
        _line = line;
    }

    /// <summary>Completes when there is nothing more to come.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts to read.</summary>
    /// <param name="stream">What the process prints.</param>
    /// <param name="name">Name of the thread.</param>
    /// <param name="line">Gets each line, or the first 4096 bytes of a longer one, until it answers false; the rest is read and forgotten.</param>
    public static OutputDrain Start(Stream stream, string name, Func<string, bool> line)
    {
        var drain = new OutputDrain(stream, line);
        new Thread(drain.Run, StackBytes) { IsBackground = true, Name = name }.Start();
        return drain;
    }

    private void Run()
    {
        try
        {
            var buffer = new byte[16 * 1024];
            var line = new byte[LongestLine];
            var length = 0;
            for (var read = _stream.Read(buffer); read > 0; read = _stream.Read(buffer))
            {
                length = Split(buffer.AsSpan(0, read), line, length);
            }

            if (length > 0)
            {
                Hand(line.AsSpan(0, length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe was closed with the process: the end like any other.
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private int Split(ReadOnlySpan<byte> read, byte[] line, int length)
    {
        while (_line is not null && !read.IsEmpty)
        {
            var end = read.IndexOf((byte)'\n');
            var part = end < 0 ? read : read[..end];
            var kept = part[..Math.Min(part.Length, LongestLine - length)];
            kept.CopyTo(line.AsSpan(length));
            length += kept.Length;
            if (end < 0)
            {
                return length;
            }

            Hand(line.AsSpan(0, length));
            length = 0;
            read = read[(end + 1)..];
        }

        return length;
    }

    private void Hand(ReadOnlySpan<byte> line)
    {
        if (_line?.Invoke(Encoding.UTF8.GetString(line).TrimEnd('\r')) == false)
        {
            _line = null;
        }
    }
}
