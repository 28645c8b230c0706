using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>Comparisons, chained as in Python: <c>a &lt; b &lt;= c</c>.</summary>
internal sealed class ComparisonExpression(int line, Expression first, IReadOnlyList<KeyValuePair<string, Expression>> rest) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var left = first.Evaluate(context);
        foreach (var (symbol, operand) in rest)
        {
            var right = operand.Evaluate(context);
            if (!Holds(context, symbol, left, right))
            {
                return BooleanValue.False;
            }

            left = right;
        }

        return BooleanValue.True;
    }

    private static bool Holds(RenderContext context, string symbol, Value left, Value right) => symbol switch
    {
        "==" => context.AreEqual(left, right),
        "!=" => !context.AreEqual(left, right),
        "in" => context.Contains(right, left),
        "not in" => !context.Contains(right, left),
        "<" => Arithmetic.Compare(context, symbol, left, right) < 0,
        "<=" => Arithmetic.Compare(context, symbol, left, right) <= 0,
        ">" => Arithmetic.Compare(context, symbol, left, right) > 0,
        _ => Arithmetic.Compare(context, symbol, left, right) >= 0,
    };
}
