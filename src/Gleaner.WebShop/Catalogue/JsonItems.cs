using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.WebShop.Catalogue;

/// <summary>
/// Walks over the items of a JSON file that is one list or one object, holding one item at a time: upstream's product file is 5 GB.
/// Not thread-safe.
/// </summary>
internal sealed class JsonItems : IDisposable
{
    /// <summary>The longest item in bytes; no product comes near it, and a file that is one item would fill the memory.</summary>
    internal const int LongestItem = 64 << 20;

    private const int FirstBuffer = 256 << 10;

    private readonly JsonFile _file;
    private readonly JsonValueKind _root;
    private readonly string? _member;
    private readonly FileStream _stream;
    private byte[] _buffer = new byte[FirstBuffer];
    private long _bufferOffset;
    private int _start;
    private int _end;
    private bool _isLast;
    private JsonReaderState _state;
    private Position _position = Position.BeforeRoot;
    private int _valueStart;
    private int _valueLength;

    /// <summary>Opens a file at its first item.</summary>
    /// <param name="file">The file.</param>
    /// <param name="root">What holds the items: a list or an object.</param>
    /// <param name="member">The member of the file's outermost object that holds the items; null if the file itself does.</param>
    /// <exception cref="CatalogueException">The file cannot be read.</exception>
    internal JsonItems(JsonFile file, JsonValueKind root, string? member = null)
    {
        (_file, _root, _member) = (file, root, member);
        try
        {
            _stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Items passed so far, the current one included.</summary>
    internal int Count { get; private set; }

    /// <summary>The current item's name; empty in a list.</summary>
    internal string Name { get; private set; } = "";

    /// <summary>Where the current item's value starts in the file, in bytes.</summary>
    internal long Offset => _bufferOffset + _valueStart;

    /// <summary>The current item's value as it stands in the file; valid until the next one.</summary>
    internal ReadOnlyMemory<byte> Value => _buffer.AsMemory(_valueStart, _valueLength);

    public void Dispose() => _stream.Dispose();

    /// <summary>Goes on to the next item.</summary>
    /// <returns>Whether there is one; if not, the file was read to its end and is valid JSON.</returns>
    /// <exception cref="CatalogueException">The file is no such list or object, is not valid JSON, or cannot be read.</exception>
    internal bool MoveNext()
    {
        try
        {
            while (_position != Position.End)
            {
                if (!TryStep(out var isItem))
                {
                    Refill();
                }
                else if (isItem)
                {
                    Count++;
                    return true;
                }
            }

            return false;
        }
        catch (JsonException e)
        {
            throw new CatalogueException(
                $"{_file.Path}: not valid JSON at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}{AfterItem()}{Reason()}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    private string Reason() => IsUtf16() ? "; it is UTF-16: save it as UTF-8" : IsCutOff() ? "; it is cut off there: download it again" : "";

    private bool IsUtf16()
    {
        Span<byte> mark = stackalloc byte[2];
        _stream.Position = 0;
        return _stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && mark is [0xFF, 0xFE] or [0xFE, 0xFF];
    }

    // What is a fault at the file's end alone would go on where more follows.
    private bool IsCutOff()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
        try
        {
            while (reader.Read())
            {
            }

            return _isLast;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private string AfterItem() => Count == 0 ? "" : Name.Length == 0 ? $", after record {Count}" : $", after {Name}";

    // One token or one item. False where the buffer ends within it; then nothing has changed.
    private bool TryStep(out bool isItem)
    {
        isItem = false;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
        if (!reader.Read())
        {
            if (_isLast)
            {
                _position = Position.End;
            }

            return _isLast;
        }

        var next = _position switch
        {
            Position.BeforeRoot => EnterRoot(reader.TokenType),
            Position.BeforeMember => TryPassMember(ref reader),
            Position.InItems => TryReadItem(ref reader, out isItem),
            Position.AfterItems => reader.TokenType == JsonTokenType.PropertyName ? Skipped(ref reader, Position.AfterItems) : Position.AfterItems,
            _ => null,
        };
        if (next is null)
        {
            return false;
        }

        _position = next.Value;
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        return true;
    }

    private Position? EnterRoot(JsonTokenType token)
    {
        Require(token, _member is null ? _root : JsonValueKind.Object);
        return _member is null ? Position.InItems : Position.BeforeMember;
    }

    private Position? TryPassMember(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            throw _file.Error("top level", $"field '{_member}' is missing");
        }

        if (!reader.ValueTextEquals(_member))
        {
            return Skipped(ref reader, Position.BeforeMember);
        }

        if (!reader.Read())
        {
            return null;
        }

        Require(reader.TokenType, _root, $"field '{_member}'");
        return Position.InItems;
    }

    private Position? TryReadItem(ref Utf8JsonReader reader, out bool isItem)
    {
        isItem = false;
        if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
        {
            return Position.AfterItems;
        }

        var name = "";
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            name = NameAt(ref reader);
            if (!reader.Read())
            {
                return null;
            }
        }

        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return null;
        }

        isItem = true;
        Name = name;
        _valueStart = _start + start;
        _valueLength = (int)reader.BytesConsumed - start;
        return Position.InItems;
    }

    private static Position? Skipped(ref Utf8JsonReader reader, Position next) => reader.TrySkip() ? next : null;

    private string NameAt(ref Utf8JsonReader reader) =>
        reader.WholeText() ?? throw _file.Error($"entry {Count + 1}", "its name holds half of a surrogate pair, which is not text");

    private void Require(JsonTokenType token, JsonValueKind expected, string? where = null)
    {
        var found = token switch
        {
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.Null => JsonValueKind.Null,
            _ => JsonValueKind.True,
        };
        if (found != expected)
        {
            throw new CatalogueException(
                $"{_file.Path}: {(where is null ? "" : where + " ")}holds {JsonFile.Describe(found)} where {JsonFile.Describe(expected)} is expected.");
        }
    }

    // Keeps the unread rest, in a larger buffer if it fills this one.
    private void Refill()
    {
        var rest = _end - _start;
        if (rest > _buffer.Length / 2 && _buffer.Length >= LongestItem)
        {
            throw _file.Error($"item {Count + 1}", $"is longer than {LongestItem >> 20} MB, which no product is");
        }

        var buffer = rest > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, rest).CopyTo(buffer);
        var isBeginning = _bufferOffset == 0 && _end == 0;
        (_buffer, _bufferOffset, _start, _end) = (buffer, _bufferOffset + _start, 0, rest);
        var read = _stream.ReadAtLeast(_buffer.AsSpan(rest), 1, throwOnEndOfStream: false);
        _end += read;
        _isLast = read == 0;
        if (isBeginning)
        {
            PassByteOrderMark();
        }
    }

    private void PassByteOrderMark()
    {
        _end += _stream.ReadAtLeast(_buffer.AsSpan(_end), Math.Max(0, 3 - _end), throwOnEndOfStream: false);
        _start = JsonTexts.MarkLength(_buffer.AsSpan(0, _end));
    }

    private CatalogueException Unreadable(Exception e) => new($"{_file.Path}: cannot be read ({e.Message}).", e);

    private enum Position
    {
        BeforeRoot,
        BeforeMember,
        InItems,
        AfterItems,
        End,
    }
}
