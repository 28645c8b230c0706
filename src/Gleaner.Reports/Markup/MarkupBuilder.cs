using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gleaner.Reports.Markup;

/// <summary>
/// Collects markup. The literal parts of an interpolated string are taken as they stand, every hole is escaped, so a page
/// cannot forget to escape: <c>page.Add($"&lt;td&gt;{task.Instruction}&lt;/td&gt;")</c>.
/// </summary>
internal sealed class MarkupBuilder
{
    private readonly StringBuilder _text = new();

    /// <summary>Appends literals as markup and holes as escaped text.</summary>
    public MarkupBuilder Add([InterpolatedStringHandlerArgument("")] ref Handler markup) => this;

    /// <summary>Appends markup that was built elsewhere.</summary>
    public MarkupBuilder Add(Fragment markup)
    {
        _text.Append(markup.Markup);
        return this;
    }

    public Fragment ToFragment() => new(_text.ToString());

    public override string ToString() => _text.ToString();

    /// <summary>Receives the parts of the interpolated string from the compiler.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly StringBuilder _target;

        public Handler(int literalLength, int formattedCount, MarkupBuilder builder)
        {
            _target = builder._text;
            _target.EnsureCapacity(_target.Length + literalLength + formattedCount * 8);
        }

        public void AppendLiteral(string markup) => _target.Append(markup);

        public void AppendFormatted(string? text) => MarkupEscaper.Append(_target, text);

        public void AppendFormatted(Fragment markup) => _target.Append(markup.Markup);

        public void AppendFormatted(int number) => _target.Append(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>Coordinates: a tenth of a pixel is finer than any screen shows and keeps the file small.</summary>
        public void AppendFormatted(double number)
        {
            var rounded = Math.Round(number, 1) + 0.0; // + 0.0 turns -0 into 0
            _target.Append(rounded.ToString("0.#", CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>Finished markup. Being a type of its own, it cannot be mistaken for text that still needs escaping.</summary>
/// <param name="Markup">Well-formed elements.</param>
internal readonly record struct Fragment(string Markup)
{
    public override string ToString() => Markup;
}
