namespace Gleaner.Tokenizers.Decoding;

/// <summary>Turns ids back into text; immutable.</summary>
internal interface ITokenDecoder
{
    /// <summary>Starts a text.</summary>
    IDecoding Start();
}
