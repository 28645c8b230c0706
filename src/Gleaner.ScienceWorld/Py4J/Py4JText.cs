using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gleaner.ScienceWorld.Py4J;

/// <summary>Texts on the wire: UTF-8 in which a backslash, a carriage return and a line feed are written <c>\\</c>, <c>\r</c> and <c>\n</c>.</summary>
internal static class Py4JText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\r\n");

    /// <summary>Appends a text. Half a surrogate pair becomes U+FFFD.</summary>
    public static void Write(IBufferWriter<byte> target, ReadOnlySpan<char> text)
    {
        while (true)
        {
            var at = text.IndexOfAny(Escaped);
            WritePlain(target, at < 0 ? text : text[..at]);
            if (at < 0)
            {
                return;
            }

            target.Write(text[at] switch { '\\' => @"\\"u8, '\r' => @"\r"u8, _ => @"\n"u8 });
            text = text[(at + 1)..];
        }
    }

    /// <summary>Reads a text. As in py4j, a backslash before any other character stands for that character.</summary>
    /// <returns>False if it is not UTF-8 or ends within an escape.</returns>
    public static bool TryRead(ReadOnlySpan<byte> written, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var first = written.IndexOf((byte)'\\');
        if (first < 0)
        {
            return TryDecode(written, out text);
        }

        var rented = ArrayPool<byte>.Shared.Rent(written.Length);
        try
        {
            return TryUnescape(written, first, rented, out var length) && TryDecode(rented.AsSpan(0, length), out text);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void WritePlain(IBufferWriter<byte> target, ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            var room = target.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
            target.Advance(Encoding.UTF8.GetBytes(text, room));
        }
    }

    private static bool TryUnescape(ReadOnlySpan<byte> written, int at, Span<byte> target, out int length)
    {
        length = 0;
        while (at >= 0)
        {
            if (at + 1 == written.Length)
            {
                return false;
            }

            written[..at].CopyTo(target[length..]);
            length += at;
            target[length++] = written[at + 1] switch { (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', var other => other };
            written = written[(at + 2)..];
            at = written.IndexOf((byte)'\\');
        }

        written.CopyTo(target[length..]);
        length += written.Length;
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }
}
