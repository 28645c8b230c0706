namespace Gleaner.Tokenizers;

/// <summary>A token that is recognised in the text as a whole, before it is cut into words.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="IsSpecial">Whether it is a control token: left out of decoded text on request, and never made from untrusted text.</param>
/// <param name="LeftStrip">Whether it swallows the white space before it.</param>
/// <param name="RightStrip">Whether it swallows the white space after it.</param>
/// <param name="SingleWord">Whether it counts only where no word character (<c>\w</c>) stands next to it.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalized text instead of the text as given.</param>
public sealed record AddedToken(
    int Id,
    string Content,
    bool IsSpecial,
    bool LeftStrip,
    bool RightStrip,
    bool SingleWord,
    bool IsNormalized);
