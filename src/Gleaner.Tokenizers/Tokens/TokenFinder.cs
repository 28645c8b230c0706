using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Gleaner.Tokenizers.Tokens;

/// <summary>Finds added tokens: the leftmost first, the longest of those that begin at one place.</summary>
internal sealed class TokenFinder
{
    private readonly TokenTrie _trie;
    private readonly ImmutableArray<AddedToken> _tokens;

    /// <param name="tokens">The tokens to look for.</param>
    /// <param name="contents">The string to look for, for each of them: normalized for those that are looked for in normalized text.</param>
    public TokenFinder(ImmutableArray<AddedToken> tokens, IEnumerable<string> contents)
    {
        _tokens = tokens;
        _trie = new TokenTrie(contents.Select((content, i) => (content, i)).Where(entry => entry.content.Length > 0));
    }

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => _trie.IsEmpty;

    /// <summary>Finds the next token.</summary>
    /// <param name="text">The text.</param>
    /// <param name="trust">Where tokens may lie.</param>
    /// <param name="from">Where to look from; moved behind what was found, white space not counted.</param>
    /// <param name="taken">End of the match before: white space before it belongs to that one.</param>
    /// <param name="match">What was found.</param>
    public bool TryFind<TTrust>(ReadOnlySpan<char> text, TTrust trust, ref int from, int taken, out TokenMatch match)
        where TTrust : ITrust
    {
        while (_trie.IndexOfFirst(text[from..]) is >= 0 and int skipped)
        {
            var start = from + skipped;
            var (index, length) = _trie.Longest(text[start..trust.EndOfTrust(start)]);
            if (length == 0)
            {
                from = start + 1;
                continue;
            }

            from = start + length;
            var token = _tokens[index];
            if (start < taken || (token.SingleWord && (EndsWithWord(text[..start]) || StartsWithWord(text[from..]))))
            {
                continue;
            }

            var stop = token.RightStrip ? text.Length - text[from..].TrimStart().Length : from;
            match = new TokenMatch(token.LeftStrip ? Math.Max(taken, text[..start].TrimEnd().Length) : start, stop, token.Id);
            return true;
        }

        match = default;
        return false;
    }

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == System.Buffers.OperationStatus.Done && IsWord(rune);

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == System.Buffers.OperationStatus.Done && IsWord(rune);

    /// <summary><c>\w</c> of Unicode regular expressions: letters, marks, decimal digits, letter numbers, connectors, joiners.</summary>
    private static bool IsWord(Rune rune) => Rune.IsLetter(rune) || rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}

/// <summary>An added token in a text, with the white space that it swallows.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index after its last character.</param>
/// <param name="Id">The token's id.</param>
internal readonly record struct TokenMatch(int Start, int End, int Id);
