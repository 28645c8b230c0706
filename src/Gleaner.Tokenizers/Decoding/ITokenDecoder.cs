using System.Text;

namespace Gleaner.Tokenizers.Decoding;

/// <summary>Turns ids back into text; immutable.</summary>
internal interface ITokenDecoder
{
    /// <summary>Starts a text.</summary>
    IDecoding Start();
}

/// <summary>A text in the making.</summary>
internal interface IDecoding
{
    /// <summary>Takes the next id and writes the text that is certain now.</summary>
    void Append(int id, StringBuilder text);

    /// <summary>Writes what was held back; the next id begins a new text.</summary>
    void Flush(StringBuilder text);
}
