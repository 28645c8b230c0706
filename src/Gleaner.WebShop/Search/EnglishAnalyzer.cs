using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Gleaner.WebShop.Search;

/// <summary>
/// Turns text into index terms as the original's analyzer does: words, possessive 's dropped, lower case, stop words dropped,
/// Porter stems. A stream over one text that allocates nothing; <see cref="Terms"/> is the convenient form.
/// </summary>
internal ref struct EnglishAnalyzer(ReadOnlySpan<char> text, Span<char> buffer)
{
    /// <summary>Chars that the caller's buffer must hold: the longest token, and one that stemming may add.</summary>
    internal const int BufferLength = WordTokenizer.MaxTokenLength + 1;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> StopWords = new[]
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of", "on", "or",
        "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Span<char> _buffer = buffer;
    private WordTokenizer _words = new(text);

    /// <summary>The term after a successful <see cref="MoveNext"/>; valid until the next call.</summary>
    internal ReadOnlySpan<char> Current { get; private set; }

    /// <summary>All terms of a text, in order, with repeats.</summary>
    internal static List<string> Terms(ReadOnlySpan<char> text)
    {
        var analyzer = new EnglishAnalyzer(text, stackalloc char[BufferLength]);
        var terms = new List<string>();
        while (analyzer.MoveNext())
        {
            terms.Add(analyzer.Current.ToString());
        }

        return terms;
    }

    internal bool MoveNext()
    {
        while (_words.MoveNext())
        {
            var length = Lower(WithoutPossessive(_words.Current), _buffer);
            if (StopWords.Contains(_buffer[..length]))
            {
                continue;
            }

            Current = _buffer[..PorterStemmer.Stem(_buffer, length)];
            return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> WithoutPossessive(ReadOnlySpan<char> word) =>
        word is [.., '\'' or '\u2019' or '\uFF07', 's' or 'S'] ? word[..^2] : word;

    // Code point by code point, so the length stays (simple case mapping never leaves a code point's plane).
    private static int Lower(ReadOnlySpan<char> word, Span<char> destination)
    {
        var i = 0;
        while (i < word.Length)
        {
            var c = word[i];
            if (c < 128)
            {
                destination[i++] = char.ToLowerInvariant(c);
            }
            else if (Rune.DecodeFromUtf16(word[i..], out var rune, out _) == OperationStatus.Done)
            {
                i += Rune.ToLowerInvariant(rune).EncodeToUtf16(destination[i..]);
            }
            else
            {
                destination[i++] = c;
            }
        }

        return word.Length;
    }
}
