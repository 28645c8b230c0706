namespace Gleaner.Tokenizers.Tokens;

/// <summary>An added token in a text, with the white space that it swallows.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index after its last character.</param>
/// <param name="Id">The token's id.</param>
internal readonly record struct TokenMatch(int Start, int End, int Id);
