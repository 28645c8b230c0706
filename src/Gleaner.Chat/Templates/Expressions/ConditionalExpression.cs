using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>a if condition else b</c>; without <c>else</c> undefined.</summary>
internal sealed class ConditionalExpression(int line, Expression condition, Expression then, Expression? otherwise) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        if (condition.Evaluate(context).IsTrue)
        {
            return then.Evaluate(context);
        }

        return otherwise?.Evaluate(context) ?? new UndefinedValue("the inline if has no else");
    }
}
