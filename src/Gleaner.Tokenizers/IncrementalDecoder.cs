namespace Gleaner.Tokenizers;

/// <summary>
/// Text of a growing list of ids: what <see cref="Append"/> returns, put together and ended with <see cref="Flush"/>, is what
/// <see cref="Tokenizer.Decode"/> makes of all ids at once. A character whose bytes are spread over ids comes out when it is
/// complete. Not thread-safe.
/// </summary>
public sealed class IncrementalDecoder
{
    internal IncrementalDecoder()
    {
    }

    /// <summary>Takes the next id; returns the text that is certain now, often none.</summary>
    public string Append(int id) => throw new NotImplementedException();

    /// <summary>Ends the text: what was held back, an incomplete character as U+FFFD. The decoder is then as new.</summary>
    public string Flush() => throw new NotImplementedException();
}
