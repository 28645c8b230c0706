using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>and</c>, <c>or</c>: gives the operand that decides, as Python does.</summary>
internal sealed class LogicExpression(int line, Expression left, Expression right, bool isAnd) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = left.Evaluate(context);
        return value.IsTrue == isAnd ? right.Evaluate(context) : value;
    }
}
