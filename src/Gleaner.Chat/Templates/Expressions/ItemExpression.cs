using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>target[index]</c>.</summary>
internal sealed class ItemExpression(int line, Expression target, Expression index) : Expression(line)
{
    protected override Value Compute(RenderContext context) => Access.Item(context, target.Evaluate(context), index.Evaluate(context));
}
