using Gleaner.Chat.Rendering;
using Gleaner.Tokenizers;

namespace Gleaner.Formats.Exports;

/// <summary>How axolotl finds a turn's tokens.</summary>
internal enum AxolotlTurn
{
    /// <summary>As a whole.</summary>
    Whole,

    /// <summary>Without its last tokens, unless it has ranges: they are counted from its first token.</summary>
    ByRanges,

    /// <summary>Neither way.</summary>
    Never,
}

/// <summary>
/// Axolotl renders a turn a second time with a placeholder in place of its content and trains what lies between the first and the last difference in
/// tokens (<c>find_turn</c> of its <c>chat_template.py</c>, 0.18). Where content and placeholder end in the same token, as <c>click[buy]</c> and
/// <c>[[dummy_message]]</c> do with tokenizers that have no piece <c>]]</c>, the content's last token is not trained.
/// </summary>
internal sealed class AxolotlTurns(ChatRenderer chat)
{
    /// <summary>What axolotl puts in place of a turn's content.</summary>
    public const string Placeholder = "[[dummy_message]]";

    private readonly Dictionary<string, AxolotlTurn> _known = new(StringComparer.Ordinal);
    private (int[] Placeholder, int Head, int Tail)? _frame;

    /// <summary>How axolotl finds a turn with this content.</summary>
    public AxolotlTurn Of(string content)
    {
        if (!_known.TryGetValue(content, out var found))
        {
            _known.Add(content, found = Find(content));
        }

        return found;
    }

    private AxolotlTurn Find(string content)
    {
        var (placeholder, head, tail) = _frame ??= FindFrame();
        var ids = chat.RenderTurn(content).AsSpan();
        var start = ids.CommonPrefixLength(placeholder);
        var end = CommonSuffixLength(ids, placeholder);
        if (start + end >= Math.Min(ids.Length, placeholder.Length))
        {
            return AxolotlTurn.Never;
        }

        if (start == head && end == tail)
        {
            return AxolotlTurn.Whole;
        }

        // Ranges are laid over the content's tokens, made of it alone.
        var alone = new List<int>();
        chat.Format.Tokenizer.Encode(content, SpecialTokens.AsText, alone);
        return start == head && ids[head..^tail].SequenceEqual(alone.ToArray()) ? AxolotlTurn.ByRanges : AxolotlTurn.Never;
    }

    // What the template writes around every content: blanks, the end of the turn.
    private (int[] Placeholder, int Head, int Tail) FindFrame()
    {
        var one = chat.RenderTurn("a").AsSpan();
        var other = chat.RenderTurn("1").AsSpan();
        return ([.. chat.RenderTurn(Placeholder)], one.CommonPrefixLength(other), CommonSuffixLength(one, other));
    }

    private static int CommonSuffixLength(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && a[^(length + 1)] == b[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
