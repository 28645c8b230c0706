namespace Gleaner.Tokenizers.Splitting;

/// <summary>Which pieces between added tokens get a prefix if they do not begin with it already.</summary>
internal enum PrefixRule
{
    Never,

    /// <summary>Only a piece at the very start of the text.</summary>
    First,

    /// <summary>Every piece: also after each added token.</summary>
    Always,
}
