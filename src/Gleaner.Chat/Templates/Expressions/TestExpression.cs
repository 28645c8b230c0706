using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>target is test</c>.</summary>
internal sealed class TestExpression(int line, Expression target, TestFunction test, ArgumentList arguments) : Expression(line)
{
    protected override Value Compute(RenderContext context) =>
        BooleanValue.Of(test(context, target.Evaluate(context), arguments.Evaluate(context)));
}
