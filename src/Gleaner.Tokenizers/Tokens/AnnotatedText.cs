using System.Collections.Immutable;
using System.Text;

namespace Gleaner.Tokenizers.Tokens;

/// <summary>
/// A text that knows which of its stretches may hold added tokens: what a template wrote is trusted, what came in as a
/// message is not. It is still cut into tokens as one text, so trust moves no token boundary except at added tokens.
/// </summary>
public sealed class AnnotatedText
{
    internal AnnotatedText(string text, ImmutableArray<TextRun> runs)
    {
        Text = text;
        Runs = runs;
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Its runs in order: none is empty, neighbours differ in trust, together they cover the text.</summary>
    public ImmutableArray<TextRun> Runs { get; }
}

/// <summary>A stretch of an <see cref="AnnotatedText"/>.</summary>
/// <param name="Start">Index of its first character (UTF-16).</param>
/// <param name="End">Index after its last character.</param>
/// <param name="IsTrusted">Whether added tokens may be recognised in it.</param>
public readonly record struct TextRun(int Start, int End, bool IsTrusted);

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

        var start = _text.Length;
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
