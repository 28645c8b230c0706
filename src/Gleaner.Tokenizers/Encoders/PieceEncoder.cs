using System.Runtime.InteropServices;
using Gleaner.Tokenizers.Merging;
using Gleaner.Tokenizers.Normalization;
using Gleaner.Tokenizers.Splitting;

namespace Gleaner.Tokenizers.Encoders;

/// <summary>Cuts the pieces between added tokens into words and encodes these. Not thread-safe.</summary>
internal sealed class PieceEncoder(PreTokenizer preTokenizer, PairModel model)
{
    private readonly WordMerger _merger = new(model);
    private readonly WordCache _cache = new();
    private char[] _prepared = [];

    /// <param name="piece">The piece, not empty.</param>
    /// <param name="start">Where it begins in the normalized fragment.</param>
    /// <param name="atStart">Whether it begins the whole text.</param>
    /// <param name="sink">Where the ids go.</param>
    public void Encode(ReadOnlySpan<char> piece, int start, bool atStart, IdSink sink)
    {
        var isMarked = preTokenizer.SpaceMark is { } mark && piece.Contains(' ');
        var first = isMarked && piece[0] == ' ' ? preTokenizer.SpaceMark!.Value : piece[0];
        var isPrefixed = first != preTokenizer.Prefix
            && (preTokenizer.PrefixRule == PrefixRule.Always || (preTokenizer.PrefixRule == PrefixRule.First && atStart));
        if (isMarked || isPrefixed)
        {
            piece = Prepare(piece, isPrefixed);
        }

        Split(0, piece, isPrefixed ? start - 1 : start, sink);
    }

    private ReadOnlySpan<char> Prepare(ReadOnlySpan<char> piece, bool isPrefixed)
    {
        var length = piece.Length + (isPrefixed ? 1 : 0);
        if (_prepared.Length < length)
        {
            _prepared = new char[length * 2];
        }

        var prepared = _prepared.AsSpan(0, length);
        prepared[0] = preTokenizer.Prefix;
        piece.CopyTo(prepared[(length - piece.Length)..]);
        if (preTokenizer.SpaceMark is { } mark)
        {
            prepared.Replace(' ', mark);
        }

        return prepared;
    }

    private void Split(int stage, ReadOnlySpan<char> piece, int start, IdSink sink)
    {
        if (stage == preTokenizer.Splitters.Length)
        {
            EncodeWord(piece, start, sink);
            return;
        }

        var splitter = preTokenizer.Splitters[stage];
        for (var at = 0; at < piece.Length;)
        {
            var end = splitter.Next(piece, at);
            Split(stage + 1, piece[at..end], start + at, sink);
            at = end;
        }
    }

    private void EncodeWord(ReadOnlySpan<char> word, int start, IdSink sink)
    {
        if (!_cache.TryGet(word, out var ids, out var ends))
        {
            _merger.Encode(word);
            ids = CollectionsMarshal.AsSpan(_merger.Ids);
            ends = CollectionsMarshal.AsSpan(_merger.Ends);
            _cache.Put(word, ids, ends);
        }

        sink.AddWord(ids, ends, start);
    }
}

/// <summary>Where ids go, and their ends in the source where someone asks for them.</summary>
/// <param name="ids">The ids.</param>
/// <param name="ends">The ends, or null.</param>
/// <param name="text">Where the characters of the fragment in work come from.</param>
internal readonly struct IdSink(List<int> ids, List<int>? ends, NormalizedText text)
{
    /// <summary>Adds an added token that ends at <paramref name="end"/> of the source.</summary>
    public void AddToken(int id, int end)
    {
        ids.Add(id);
        ends?.Add(end);
    }

    /// <summary>Adds a word's ids; <paramref name="start"/> is where in the normalized fragment the word begins.</summary>
    public void AddWord(ReadOnlySpan<int> wordIds, ReadOnlySpan<int> wordEnds, int start)
    {
        ids.AddRange(wordIds);
        if (ends is null)
        {
            return;
        }

        foreach (var end in wordEnds)
        {
            ends.Add(text.EndOf(start + end - 1));
        }
    }
}
