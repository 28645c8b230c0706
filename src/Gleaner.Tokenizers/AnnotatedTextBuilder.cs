using System.Collections.Immutable;
using System.Text;

namespace Gleaner.Tokenizers;

/// <summary>Puts an <see cref="AnnotatedText"/> together piece by piece.</summary>
public sealed class AnnotatedTextBuilder
{
    private readonly StringBuilder _text = new();
    private readonly ImmutableArray<TextRun>.Builder _runs = ImmutableArray.CreateBuilder<TextRun>();

    /// <summary>Number of characters so far (UTF-16).</summary>
    public int Length => _text.Length;

    /// <summary>Adds a piece; neighbours of equal trust become one run.</summary>
    public AnnotatedTextBuilder Append(ReadOnlySpan<char> piece, bool isTrusted)
    {
        if (piece.IsEmpty)
        {
            return this;
        }

        int start = _text.Length;
        _text.Append(piece);
        if (_runs.Count > 0 && _runs[^1].IsTrusted == isTrusted)
        {
            _runs[^1] = _runs[^1] with { End = _text.Length };
        }
        else
        {
            _runs.Add(new TextRun(start, _text.Length, isTrusted));
        }

        return this;
    }

    /// <summary>The text so far.</summary>
    public AnnotatedText Build() => new(_text.ToString(), _runs.ToImmutable());
}
