using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>Tokens to append to one slot of an <see cref="InferenceSession"/>.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Tokens">Token ids, at least one.</param>
public readonly record struct SlotExtension(int Slot, ReadOnlyMemory<int> Tokens);

/// <summary>Which positions an extension returns.</summary>
public enum ExtendOutput
{
    /// <summary>Only the last new token of each request: one row for each request, in their order. Faster.</summary>
    LastToken,

    /// <summary>Every new token: the rows of the first request, then of the second, and so on.</summary>
    AllTokens,
}

/// <summary>
/// Decodes many sequences ("slots") at once with cached keys and values. Logits are bit-identical whatever else is in the
/// batch, however a sequence was cut into extensions, and whether its beginning was forked. For one thread at a time; use a
/// session per thread over one <see cref="FrozenDecoder"/>. Memory grows with the tokens held and is reused when slots are
/// released; a warmed-up session allocates nothing.
/// </summary>
public sealed unsafe class InferenceSession
{
    private readonly FrozenDecoder _decoder;
    private readonly KvPagePool _pool;
    private readonly List<Slot> _slots = [];
    private readonly Stack<int> _closed = new();
    private readonly DecodingPass _pass;
    private readonly PassRows _rows = new();
    private AlignedBuffer _hidden = new(0);
    private long _extensions;

    /// <summary>Creates a session without slots.</summary>
    /// <param name="decoder">The weights to decode with.</param>
    public InferenceSession(FrozenDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        _decoder = decoder;
        var layout = new KvLayout(decoder.Config, decoder.Gemm);
        _pool = new KvPagePool(layout.PageSize);
        _pass = new DecodingPass(decoder, layout, new Arena());
    }

    /// <summary>The model's shape.</summary>
    public DecoderConfig Config => _decoder.Config;

    /// <summary>Rows that the last <see cref="Extend"/> returned.</summary>
    public int RowCount { get; private set; }

    /// <summary>Tokens that went through the decoder since the session was created; forked ones are not computed again.</summary>
    public long TokensComputed { get; private set; }

    /// <summary>Opens an empty slot and returns its id; ids of released slots are reused.</summary>
    public int Create()
    {
        if (!_closed.TryPop(out var id))
        {
            id = _slots.Count;
            _slots.Add(new Slot(Config.MaxSequenceLength, _pool));
        }

        _slots[id].IsOpen = true;
        return id;
    }

    /// <summary>Opens a slot with the same content; both share memory until they differ.</summary>
    /// <param name="slot">The slot to copy.</param>
    /// <returns>The new slot's id.</returns>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public int Fork(int slot)
    {
        var source = Open(slot);
        var id = Create();
        _slots[id].ShareFrom(source);
        return id;
    }

    /// <summary>Closes a slot and gives its memory back to the session.</summary>
    /// <param name="slot">An open slot.</param>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public void Release(int slot)
    {
        var released = Open(slot);
        released.Truncate(0);
        released.IsOpen = false;
        _closed.Push(slot);
    }

    /// <summary>Forgets all tokens of a slot but its first ones.</summary>
    /// <param name="slot">An open slot.</param>
    /// <param name="length">Tokens to keep, from 0 to the slot's length.</param>
    /// <exception cref="ArgumentException">The slot is not open, or the length is out of range.</exception>
    public void Truncate(int slot, int length)
    {
        var truncated = Open(slot);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, truncated.Length);
        truncated.Truncate(length);
    }

    /// <summary>Tokens in a slot.</summary>
    /// <param name="slot">An open slot.</param>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public int Length(int slot) => Open(slot).Length;

    /// <summary>The token ids in a slot; valid until the slot changes.</summary>
    /// <param name="slot">An open slot.</param>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public ReadOnlySpan<int> Tokens(int slot) => Open(slot).Tokens;

    /// <summary>
    /// Appends tokens to several slots in one pass and keeps the final hidden states of the asked positions as rows, for
    /// <see cref="Logits(int, Span{float})"/> and <see cref="LogitsFor"/>. Rows are valid until the next call.
    /// </summary>
    /// <param name="requests">What to append; no slot twice.</param>
    /// <param name="output">Which positions become rows.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="ArgumentException">
    /// A slot is not open or named twice, a request is empty, a token id is outside the vocabulary, or a sequence would
    /// pass the model's maximum. Nothing has changed then.
    /// </exception>
    public int Extend(ReadOnlySpan<SlotExtension> requests, ExtendOutput output = ExtendOutput.LastToken)
    {
        Check(requests);
        var total = 0;
        foreach (var request in requests)
        {
            _slots[request.Slot].Append(request.Tokens.Span);
            TokensComputed += request.Tokens.Length;
            total += output == ExtendOutput.AllTokens ? request.Tokens.Length : 1;
        }

        var hidden = (long)total * Config.Width;
        if (_hidden.Length < hidden)
        {
            _hidden = new AlignedBuffer(hidden);
        }

        RowCount = 0;
        _rows.Clear();
        foreach (var request in requests)
        {
            Run(_slots[request.Slot], request.Tokens.Length, output);
        }

        RunPass();
        return RowCount;
    }

    /// <summary>The logits of one row over the whole vocabulary.</summary>
    /// <param name="row">Row of the last extension.</param>
    /// <param name="destination">Receives one value for each token id.</param>
    /// <exception cref="ArgumentException">The row does not exist, or the destination's length is not the vocabulary's.</exception>
    public void Logits(int row, Span<float> destination) => Logits(Hidden(row), 1, destination);

    /// <summary>The logits of all rows; faster than row by row, same bits.</summary>
    /// <param name="destination">Receives rows × vocabulary values, row-major.</param>
    /// <exception cref="ArgumentException">The destination's length does not match.</exception>
    public void Logits(Span<float> destination) => Logits(_hidden.Pointer, RowCount, destination);

    /// <summary>The logits of some candidate tokens of one row: the same bits as in the full logits, at the candidates' cost.</summary>
    /// <param name="row">Row of the last extension.</param>
    /// <param name="ids">Candidate token ids.</param>
    /// <param name="destination">Receives one value for each candidate.</param>
    /// <exception cref="ArgumentException">The row does not exist, an id is outside the vocabulary, or lengths differ.</exception>
    public void LogitsFor(int row, ReadOnlySpan<int> ids, Span<float> destination)
    {
        if (destination.Length != ids.Length)
        {
            throw new ArgumentException($"There are {ids.Length} candidates but room for {destination.Length} logits.", nameof(destination));
        }

        foreach (var id in ids)
        {
            CheckToken(id, nameof(ids));
        }

        _decoder.Weights.Candidates(Hidden(row), ids, destination);
    }

    private void Run(Slot slot, int count, ExtendOutput output)
    {
        var position = slot.Length - count;
        while (position < slot.Length)
        {
            if (_rows.Room == 0)
            {
                RunPass();
            }

            var taken = Math.Min(_rows.Room, slot.Length - position);
            var isLast = position + taken == slot.Length;
            _rows.Add(slot, position, taken, output == ExtendOutput.AllTokens ? taken : isLast ? 1 : 0);
            position += taken;
        }
    }

    private void RunPass()
    {
        if (_rows.Count > 0)
        {
            _pass.Run(_rows, _hidden.Pointer + ((nint)RowCount * Config.Width));
            RowCount += _rows.Outputs.Length;
            _rows.Clear();
        }
    }

    private void Logits(float* states, int count, Span<float> destination)
    {
        if (destination.Length != count * Config.VocabularySize)
        {
            throw new ArgumentException(
                $"{count} rows of {Config.VocabularySize} logits do not fit a destination of {destination.Length}.", nameof(destination));
        }

        fixed (float* logits = destination)
        {
            _decoder.Gemm.Multiply(count, states, _decoder.Panels.Head, logits);
        }
    }

    private float* Hidden(int row)
    {
        if ((uint)row >= (uint)RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The last extension returned {RowCount} rows.");
        }

        return _hidden.Pointer + ((nint)row * Config.Width);
    }

    private void Check(ReadOnlySpan<SlotExtension> requests)
    {
        _extensions++;
        foreach (var request in requests)
        {
            var slot = Open(request.Slot);
            if (slot.LastExtension == _extensions)
            {
                throw new ArgumentException($"Slot {request.Slot} is named twice in one extension.", nameof(requests));
            }

            slot.LastExtension = _extensions;
            if (request.Tokens.IsEmpty)
            {
                throw new ArgumentException($"The extension of slot {request.Slot} has no tokens.", nameof(requests));
            }

            if (slot.Length + request.Tokens.Length > Config.MaxSequenceLength)
            {
                throw new ArgumentException(
                    $"Slot {request.Slot} has {slot.Length} tokens; {request.Tokens.Length} more would pass the model's maximum of {Config.MaxSequenceLength}.",
                    nameof(requests));
            }

            foreach (var token in request.Tokens.Span)
            {
                CheckToken(token, nameof(requests));
            }
        }
    }

    private void CheckToken(int token, string name)
    {
        if ((uint)token >= (uint)Config.VocabularySize)
        {
            throw new ArgumentException($"Token id {token} is outside the vocabulary; ids run from 0 to {Config.VocabularySize - 1}.", name);
        }
    }

    private Slot Open(int slot) => (uint)slot < (uint)_slots.Count && _slots[slot].IsOpen
        ? _slots[slot]
        : throw new ArgumentException($"Slot {slot} is not open.", nameof(slot));
}
