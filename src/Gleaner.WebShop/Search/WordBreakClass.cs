namespace Gleaner.WebShop.Search;

/// <summary>
/// What a code point may do inside a word: the Word_Break values of Unicode Standard Annex #29 that the tokenizer's rules tell
/// apart, and the scripts whose characters stand alone.
/// </summary>
internal enum WordBreakClass : byte
{
    /// <summary>Separates words and belongs to none.</summary>
    Other,
    Letter,
    HebrewLetter,
    Numeric,
    Katakana,

    /// <summary>'_' and its kin: joins letters, digits and katakana.</summary>
    ExtendNumLet,

    /// <summary>Joins two letters: ':' '·'.</summary>
    MidLetter,

    /// <summary>Joins two digits: ',' ';'.</summary>
    MidNumber,

    /// <summary>Joins two letters or two digits: '.' '’'.</summary>
    MidNumberLetter,

    /// <summary>The apostrophe: as <see cref="MidNumberLetter"/>, and it may end a Hebrew word.</summary>
    SingleQuote,

    /// <summary>Joins two Hebrew letters.</summary>
    DoubleQuote,

    /// <summary>Combining marks and format characters: part of what precedes them.</summary>
    Extend,

    /// <summary>A Han character: a token of its own.</summary>
    Ideograph,

    /// <summary>A Hiragana character: a token of its own.</summary>
    Hiragana,

    /// <summary>A letter of a script written without blanks (Thai, Lao, Khmer, Burmese ...): a run is one token.</summary>
    ComplexContext,
}
