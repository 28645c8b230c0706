using System.Collections.Immutable;

namespace Gleaner.Tokenizers.Splitting;

/// <summary>How a piece between added tokens becomes words.</summary>
internal sealed record PreTokenizer
{
    /// <summary>Whether words are seen as bytes (ByteLevel) or as characters.</summary>
    public required bool IsByteLevel { get; init; }

    /// <summary>The mark that replaces spaces; null where they stay.</summary>
    public char? SpaceMark { get; init; }

    /// <summary>What <see cref="PrefixRule"/> puts before a piece.</summary>
    public char Prefix { get; init; } = ' ';

    public PrefixRule PrefixRule { get; init; }

    /// <summary>Applied one within the other; none leaves the piece whole.</summary>
    public ImmutableArray<ISplitter> Splitters { get; init; } = [];
}

/// <summary>Which pieces between added tokens get a prefix if they do not begin with it already.</summary>
internal enum PrefixRule
{
    Never,

    /// <summary>Only a piece at the very start of the text.</summary>
    First,

    /// <summary>Every piece: also after each added token.</summary>
    Always,
}
