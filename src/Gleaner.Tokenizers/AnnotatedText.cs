using System.Collections.Immutable;

namespace Gleaner.Tokenizers;

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

    /// <summary>A text in which added tokens are recognised everywhere.</summary>
    public static AnnotatedText Trusted(string text) => Of(text, isTrusted: true);

    /// <summary>A text in which added tokens are recognised nowhere.</summary>
    public static AnnotatedText Untrusted(string text) => Of(text, isTrusted: false);

    private static AnnotatedText Of(string text, bool isTrusted)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AnnotatedText(text, text.Length == 0 ? [] : [new TextRun(0, text.Length, isTrusted)]);
    }
}
