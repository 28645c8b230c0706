using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A chain of operators of one rank, from the left: <c>a + b - c</c>.</summary>
internal sealed class ArithmeticExpression(int line, Expression first, IReadOnlyList<KeyValuePair<string, Expression>> rest) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = first.Evaluate(context);
        foreach (var (symbol, operand) in rest)
        {
            value = Arithmetic.Apply(context, symbol, value, operand.Evaluate(context));
        }

        return value;
    }
}
