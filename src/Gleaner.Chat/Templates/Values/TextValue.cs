using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Values;

/// <summary>A string that knows where its characters come from.</summary>
internal sealed class TextValue(TracedText text) : Value
{
    public TracedText Traced => text;

    public string Text => text.Text;

    public override string TypeName => "str";

    public override bool IsTrue => text.Length > 0;

    public override long Weight => 1 + (text.Length / 8) + text.Runs.Length;

    /// <summary>A string the template or the program wrote.</summary>
    public static TextValue Of(string text) => new(TracedText.Of(text, TextOrigin.Template));
}
