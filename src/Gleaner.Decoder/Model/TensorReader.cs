namespace Gleaner.Decoder.Model;

/// <summary>Gives consecutive values of a named tensor, row-major, from an index on: a piece at a time, so that no whole copy is needed.</summary>
internal delegate void TensorReader(string name, int first, Span<float> destination);
