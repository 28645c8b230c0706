namespace Gleaner.Decoder.Tokens;

/// <summary>Two adjacent pieces, by id.</summary>
internal readonly record struct PiecePair(int Left, int Right);
