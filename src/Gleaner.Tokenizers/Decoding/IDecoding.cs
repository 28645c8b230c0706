using System.Text;

namespace Gleaner.Tokenizers.Decoding;

/// <summary>A text in the making.</summary>
internal interface IDecoding
{
    /// <summary>Takes the next id and writes the text that is certain now.</summary>
    void Append(int id, StringBuilder text);

    /// <summary>Writes what was held back; the next id begins a new text.</summary>
    void Flush(StringBuilder text);
}
