using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// Decodes many sequences ("slots") at once with cached keys and values. Logits are bit-identical whatever else is in the
/// batch, however a sequence was cut into extensions, and whether its beginning was forked. For one thread at a time; use a
/// session per thread over one <see cref="FrozenDecoder"/>.
/// </summary>
public sealed class InferenceSession
{
    /// <summary>Creates a session without slots.</summary>
    /// <param name="decoder">The weights to decode with.</param>
    public InferenceSession(FrozenDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Config = decoder.Config;
    }

    /// <summary>The model's shape.</summary>
    public DecoderConfig Config { get; }

    /// <summary>Rows that the last <see cref="Extend"/> returned.</summary>
    public int RowCount => throw new NotImplementedException();

    /// <summary>Opens an empty slot and returns its id; ids of released slots are reused.</summary>
    public int Create() => throw new NotImplementedException();

    /// <summary>Opens a slot with the same content; both share memory until they differ.</summary>
    /// <param name="slot">The slot to copy.</param>
    /// <returns>The new slot's id.</returns>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public int Fork(int slot) => throw new NotImplementedException();

    /// <summary>Closes a slot and gives its memory back to the session.</summary>
    /// <param name="slot">An open slot.</param>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public void Release(int slot) => throw new NotImplementedException();

    /// <summary>Forgets all tokens of a slot but its first ones.</summary>
    /// <param name="slot">An open slot.</param>
    /// <param name="length">Tokens to keep, from 0 to the slot's length.</param>
    /// <exception cref="ArgumentException">The slot is not open, or the length is out of range.</exception>
    public void Truncate(int slot, int length) => throw new NotImplementedException();

    /// <summary>Tokens in a slot.</summary>
    /// <param name="slot">An open slot.</param>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public int Length(int slot) => throw new NotImplementedException();

    /// <summary>The token ids in a slot; valid until the slot changes.</summary>
    /// <param name="slot">An open slot.</param>
    /// <exception cref="ArgumentException">The slot is not open.</exception>
    public ReadOnlySpan<int> Tokens(int slot) => throw new NotImplementedException();

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
    public int Extend(ReadOnlySpan<SlotExtension> requests, ExtendOutput output = ExtendOutput.LastToken) => throw new NotImplementedException();

    /// <summary>The logits of one row over the whole vocabulary.</summary>
    /// <param name="row">Row of the last extension.</param>
    /// <param name="destination">Receives one value for each token id.</param>
    /// <exception cref="ArgumentException">The row does not exist, or the destination's length is not the vocabulary's.</exception>
    public void Logits(int row, Span<float> destination) => throw new NotImplementedException();

    /// <summary>The logits of all rows; faster than row by row, same bits.</summary>
    /// <param name="destination">Receives rows × vocabulary values, row-major.</param>
    /// <exception cref="ArgumentException">The destination's length does not match.</exception>
    public void Logits(Span<float> destination) => throw new NotImplementedException();

    /// <summary>The logits of some candidate tokens of one row: the same bits as in the full logits, at the candidates' cost.</summary>
    /// <param name="row">Row of the last extension.</param>
    /// <param name="ids">Candidate token ids.</param>
    /// <param name="destination">Receives one value for each candidate.</param>
    /// <exception cref="ArgumentException">The row does not exist, an id is outside the vocabulary, or lengths differ.</exception>
    public void LogitsFor(int row, ReadOnlySpan<int> ids, Span<float> destination) => throw new NotImplementedException();
}
