using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>not</c>.</summary>
internal sealed class NotExpression(int line, Expression operand) : Expression(line)
{
    protected override Value Compute(RenderContext context) => BooleanValue.Of(!operand.Evaluate(context).IsTrue);
}
