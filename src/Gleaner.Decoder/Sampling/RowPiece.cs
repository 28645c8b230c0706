namespace Gleaner.Decoder.Sampling;

/// <summary>Consecutive new tokens of one slot within a pass: <see cref="Count"/> rows from <see cref="FirstRow"/>.</summary>
internal readonly record struct RowPiece(Slot Slot, int FirstPosition, int FirstRow, int Count);
