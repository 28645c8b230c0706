namespace Gleaner.Tokenizers;

/// <summary>A stretch of an <see cref="AnnotatedText"/>.</summary>
/// <param name="Start">Index of its first character (UTF-16).</param>
/// <param name="End">Index after its last character.</param>
/// <param name="IsTrusted">Whether added tokens may be recognised in it.</param>
public readonly record struct TextRun(int Start, int End, bool IsTrusted);
