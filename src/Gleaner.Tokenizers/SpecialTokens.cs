namespace Gleaner.Tokenizers;

/// <summary>What becomes of the strings of added tokens (<c>&lt;|im_end|&gt;</c>) in a text.</summary>
public enum SpecialTokens
{
    /// <summary>They are text like any other: for messages, observations and whatever else was not written by the program itself.</summary>
    AsText,

    /// <summary>They become their ids: for templates.</summary>
    Parse,
}
