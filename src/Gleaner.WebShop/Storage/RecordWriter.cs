using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Gleaner.WebShop.Storage;

/// <summary>Writes small records: numbers of 7 bits a byte, texts as UTF-8 behind their length.</summary>
internal sealed class RecordWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal void Clear() => _bytes.ResetWrittenCount();

    internal void Write(int value)
    {
        var rest = (uint)value;
        var bytes = _bytes.GetSpan(5);
        var length = 0;
        while (rest >= 0x80)
        {
            bytes[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        bytes[length++] = (byte)rest;
        _bytes.Advance(length);
    }

    internal void Write(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
    }

    internal void Write(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), value);
        _bytes.Advance(sizeof(ulong));
    }

    internal void Write(string text)
    {
        Write(Encoding.UTF8.GetByteCount(text));
        _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    internal void Write(ImmutableArray<string> texts)
    {
        Write(texts.Length);
        foreach (var text in texts)
        {
            Write(text);
        }
    }
}

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal int ReadInt()
    {
        var (value, shift) = (0u, 0);
        while (_rest[0] >= 0x80)
        {
            value |= (uint)(_rest[0] & 0x7f) << shift;
            shift += 7;
            _rest = _rest[1..];
        }

        value |= (uint)_rest[0] << shift;
        _rest = _rest[1..];
        return (int)value;
    }

    internal double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    internal ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    internal string ReadText()
    {
        var length = ReadInt();
        return length == 0 ? "" : Encoding.UTF8.GetString(Take(length));
    }

    internal ImmutableArray<string> ReadTexts()
    {
        var texts = new string[ReadInt()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = ReadText();
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(texts);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
