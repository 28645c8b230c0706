using System.Text;
using Gleaner.Tokenizers.Decoding;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers;

/// <summary>
/// Text of a growing list of ids: what <see cref="Append"/> returns, put together and ended with <see cref="Flush"/>, is what
/// <see cref="Tokenizer.Decode"/> makes of all ids at once. A character whose bytes are spread over ids comes out when it is
/// complete; with byte fallback, when the run of byte tokens is over, since one wrong byte spoils the whole run. Not thread-safe.
/// </summary>
public sealed class IncrementalDecoder
{
    private readonly Vocabulary _vocabulary;
    private readonly IDecoding _decoding;
    private readonly bool _skipSpecial;
    private readonly StringBuilder _text = new();

    internal IncrementalDecoder(Vocabulary vocabulary, IDecoding decoding, bool skipSpecial)
    {
        (_vocabulary, _decoding, _skipSpecial) = (vocabulary, decoding, skipSpecial);
    }

    /// <summary>Takes the next id, one without a token to no effect; returns the text that is certain now, often none.</summary>
    public string Append(int id)
    {
        Take(id);
        return Drain();
    }

    /// <summary>Ends the text: what was held back, an incomplete character as U+FFFD. The decoder is then as new.</summary>
    public string Flush()
    {
        _decoding.Flush(_text);
        return Drain();
    }

    /// <summary>Takes an id; its text is kept until <see cref="Append"/> or <see cref="Flush"/> gives it back.</summary>
    internal void Take(int id)
    {
        if (_vocabulary.TokenOf(id) is not null && !(_skipSpecial && _vocabulary.IsSpecial(id)))
        {
            _decoding.Append(id, _text);
        }
    }

    private string Drain()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
