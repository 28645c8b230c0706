namespace Gleaner.Decoder.Sampling;

/// <summary>Tokens to append to one slot of an <see cref="InferenceSession"/>.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Tokens">Token ids, at least one.</param>
public readonly record struct SlotExtension(int Slot, ReadOnlyMemory<int> Tokens);
