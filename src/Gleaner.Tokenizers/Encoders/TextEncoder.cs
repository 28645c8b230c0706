using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gleaner.Tokenizers.Merging;
using Gleaner.Tokenizers.Normalization;
using Gleaner.Tokenizers.Splitting;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Encoders;

/// <summary>All that encoding follows; immutable.</summary>
/// <param name="SourceTokens">Added tokens looked for in the text as given.</param>
/// <param name="Normalizers">What is done to the fragments between them.</param>
/// <param name="NormalizedTokens">Added tokens looked for in the normalized fragments.</param>
/// <param name="LongestToken">Length of the longest string of <paramref name="NormalizedTokens"/>.</param>
/// <param name="PreTokenizer">How the rest becomes words.</param>
/// <param name="Model">How words become ids.</param>
internal sealed record EncodingPlan(
    TokenFinder SourceTokens,
    ImmutableArray<INormalizer> Normalizers,
    TokenFinder NormalizedTokens,
    int LongestToken,
    PreTokenizer PreTokenizer,
    PairModel Model);

/// <summary>
/// Lends an encoder to each thread that encodes, so that none waits for another; keeps as many as there are processors, and none
/// that a huge text has blown up.
/// </summary>
internal sealed class EncoderPool(EncodingPlan plan)
{
    private const int LongText = 1 << 20;

    private readonly ConcurrentBag<TextEncoder> _free = [];

    public void Encode(ReadOnlySpan<char> text, ReadOnlySpan<TextRun> runs, List<int> ids, List<int>? ends)
    {
        var encoder = _free.TryTake(out var taken) ? taken : new TextEncoder(plan);
        encoder.Encode(text, runs, ids, ends);
        if (text.Length <= LongText && _free.Count < Environment.ProcessorCount)
        {
            _free.Add(encoder);
        }
    }
}

/// <summary>
/// Encodes a text: added tokens in the source, normalization, added tokens in the normalized text, words. Holds scratch memory
/// and a cache of words; not thread-safe.
/// </summary>
internal sealed class TextEncoder(EncodingPlan plan)
{
    private readonly SourceTrust _trust = new();
    private readonly NormalizedText _normalized = new();
    private readonly PieceEncoder _pieces = new(plan.PreTokenizer, plan.Model);

    /// <summary>Appends ids and, where asked for, the index in the text after the last character of each.</summary>
    public void Encode(ReadOnlySpan<char> text, ReadOnlySpan<TextRun> runs, List<int> ids, List<int>? ends)
    {
        text = WellFormed(text);
        _trust.Load(runs);
        var sink = new IdSink(ids, ends, _normalized);
        if (!_trust.IsAny)
        {
            EncodeFragment(text, 0, sink);
            return;
        }

        int from = 0, done = 0;
        while (plan.SourceTokens.TryFind(text, _trust, ref from, done, out var match))
        {
            EncodeFragment(text[done..match.Start], done, sink);
            sink.AddToken(match.Id, match.End);
            done = match.End;
        }

        EncodeFragment(text[done..], done, sink);
    }

    private void EncodeFragment(ReadOnlySpan<char> fragment, int offset, IdSink sink)
    {
        if (fragment.IsEmpty)
        {
            return;
        }

        if (KeepsAll(fragment))
        {
            _normalized.SkipTo(offset);
        }
        else
        {
            _normalized.Load(fragment, offset);
            foreach (var normalizer in plan.Normalizers)
            {
                normalizer.Apply(_normalized);
            }

            fragment = _normalized.Text;
        }

        int from = 0, done = 0;
        if (!plan.NormalizedTokens.IsEmpty && _trust.IsAny)
        {
            var trust = new NormalizedTrust(_trust, _normalized, fragment.Length, plan.LongestToken);
            while (plan.NormalizedTokens.TryFind(fragment, trust, ref from, done, out var match))
            {
                EncodePiece(fragment[done..match.Start], done, sink);
                sink.AddToken(match.Id, _normalized.EndOf(match.End - 1));
                done = match.End;
            }
        }

        EncodePiece(fragment[done..], done, sink);
    }

    private void EncodePiece(ReadOnlySpan<char> piece, int start, IdSink sink)
    {
        if (!piece.IsEmpty)
        {
            _pieces.Encode(piece, start, _normalized.StartOf(start) == 0, sink);
        }
    }

    private bool KeepsAll(ReadOnlySpan<char> fragment)
    {
        foreach (var normalizer in plan.Normalizers)
        {
            if (!normalizer.Keeps(fragment))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text with U+FFFD for every surrogate without its partner; all other code relies on pairs.</summary>
    private static ReadOnlySpan<char> WellFormed(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var copy = text.ToArray();
        for (var i = 0; i < copy.Length; i++)
        {
            if (i + 1 < copy.Length && char.IsSurrogatePair(copy[i], copy[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(copy[i]))
            {
                copy[i] = '\uFFFD';
            }
        }

        return copy;
    }
}
