namespace Gleaner.Tokenizers.Normalization;

/// <summary>
/// A fragment of the source text under normalization, and for each of its characters the stretch of the source it comes from.
/// Reused from fragment to fragment.
/// </summary>
internal sealed class NormalizedText
{
    private char[] _chars = new char[256];
    private int[] _starts = [];
    private int[] _ends = [];
    private int _length;
    private int _offset;
    private int _prepended;
    private bool _hasMap;

    public ReadOnlySpan<char> Text => _chars.AsSpan(0, _length);

    /// <summary>Takes a fragment that begins at <paramref name="offset"/> of the source.</summary>
    public void Load(ReadOnlySpan<char> fragment, int offset)
    {
        SkipTo(offset);
        _length = fragment.Length;
        EnsureCapacity(_length);
        fragment.CopyTo(_chars);
    }

    /// <summary>As <see cref="Load"/> for a fragment that stays as it is and need not be copied.</summary>
    public void SkipTo(int offset)
    {
        _offset = offset;
        _prepended = 0;
        _hasMap = false;
    }

    /// <summary>Index in the source at which the character at <paramref name="index"/> begins.</summary>
    public int StartOf(int index) => _hasMap ? _starts[index] : _offset + Math.Max(0, index - _prepended);

    /// <summary>Index in the source after the character at <paramref name="index"/>; that of the fragment's begin for -1.</summary>
    public int EndOf(int index) => index < 0 ? _offset : _hasMap ? _ends[index] : _offset + Math.Max(0, index + 1 - _prepended);

    public void Prepend(string prefix)
    {
        if (_length == 0)
        {
            return;
        }

        EnsureCapacity(_length + prefix.Length);
        _chars.AsSpan(0, _length).CopyTo(_chars.AsSpan(prefix.Length));
        prefix.CopyTo(_chars);
        if (_hasMap)
        {
            _starts.AsSpan(0, _length).CopyTo(_starts.AsSpan(prefix.Length));
            _ends.AsSpan(0, _length).CopyTo(_ends.AsSpan(prefix.Length));
            _starts.AsSpan(0, prefix.Length).Fill(_offset);
            _ends.AsSpan(0, prefix.Length).Fill(_offset);
        }

        _length += prefix.Length;
        _prepended += prefix.Length;
    }

    public void Replace(char old, char by) => _chars.AsSpan(0, _length).Replace(old, by);

    /// <summary>
    /// Replaces the whole text: <paramref name="spans"/> gives for each new character the first and the last old one it comes from.
    /// </summary>
    public void Rewrite(ReadOnlySpan<char> text, ReadOnlySpan<(int First, int Last)> spans)
    {
        int[] starts = new int[text.Length + 16], ends = new int[text.Length + 16];
        for (var i = 0; i < text.Length; i++)
        {
            starts[i] = StartOf(spans[i].First);
            ends[i] = EndOf(spans[i].Last);
        }

        _length = text.Length;
        EnsureCapacity(_length);
        text.CopyTo(_chars);
        (_starts, _ends, _hasMap) = (starts, ends, true);
    }

    private void EnsureCapacity(int length)
    {
        if (_chars.Length < length)
        {
            Array.Resize(ref _chars, Math.Max(length, _chars.Length * 2));
        }

        if (_hasMap && _starts.Length < length)
        {
            Array.Resize(ref _starts, _chars.Length);
            Array.Resize(ref _ends, _chars.Length);
        }
    }
}
