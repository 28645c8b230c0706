using Gleaner.Chat.Texts;
using Gleaner.Tokenizers;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Chat.Rendering;

/// <summary>
/// Encodes one stretch of a conversation by itself. Only what the template wrote can become an added token. Some tokenizers put
/// a blank before a text; a stretch that continues another must not get it, so it is encoded after a guard that is
/// then taken off.
/// </summary>
internal sealed class ChunkEncoder
{
    private static readonly string[] Guards = ["\n", "\t", ".", "\u0001"];

    private readonly Tokenizer _tokenizer;
    private readonly Dictionary<int, AddedToken> _added;
    private readonly bool _marksStart;

    public ChunkEncoder(Tokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        _added = tokenizer.AddedTokens.ToDictionary(token => token.Id);
        _marksStart = MarksStart();
    }

    /// <summary>Appends the ids of a stretch.</summary>
    /// <param name="text">The stretch.</param>
    /// <param name="ids">The ids before it; takes the new ones.</param>
    public void Encode(TracedText text, List<int> ids)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (ids.Count > 0 && _added.TryGetValue(ids[^1], out var token) && TryEncode(token.Content, isGuardTrusted: true, text, ids))
        {
            return;
        }

        if (ids.Count > 0 && _marksStart)
        {
            if (!Guards.Any(guard => TryEncode(guard, isGuardTrusted: false, text, ids)))
            {
                throw new ChatRenderingException(
                    "The tokenizer puts no token border between a prompt and what the model writes after it; such a tokenizer is not supported.");
            }

            return;
        }

        TryEncode("", isGuardTrusted: false, text, ids);
    }

    private bool TryEncode(string guard, bool isGuardTrusted, TracedText text, List<int> ids)
    {
        var annotated = new AnnotatedTextBuilder().Append(guard, isGuardTrusted);
        foreach (var run in text.Runs)
        {
            annotated.Append(text.Text.AsSpan(run.Start, run.Length), run.Origin.Kind == TextOriginKind.Template);
        }

        var encoded = new List<int>();
        var ends = new List<int>();
        _tokenizer.Encode(annotated.Build(), encoded, ends);
        var skipped = ends.TakeWhile(end => end <= guard.Length).Count();
        if (guard.Length > 0 && (skipped == 0 || ends[skipped - 1] != guard.Length))
        {
            return false;
        }

        ids.AddRange(encoded.Skip(skipped));
        return true;
    }

    /// <summary>Whether a text gets other ids at the start than behind a line break.</summary>
    private bool MarksStart()
    {
        var atStart = new List<int>();
        _tokenizer.Encode("a", SpecialTokens.AsText, atStart);
        var behind = new List<int>();
        return !TryEncode(Guards[0], isGuardTrusted: false, TracedText.Of("a", TextOrigin.Data), behind) || !behind.SequenceEqual(atStart);
    }
}
