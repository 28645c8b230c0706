using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>a ~ b</c>: printed forms put together.</summary>
internal sealed class ConcatExpression(int line, IReadOnlyList<Expression> parts) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var texts = parts.Select(part => context.ToText(part.Evaluate(context))).ToList();
        context.CheckLength(texts.Sum(text => (long)text.Length));
        return context.Text(PythonText.Join(texts, Texts.TracedText.Empty));
    }
}
