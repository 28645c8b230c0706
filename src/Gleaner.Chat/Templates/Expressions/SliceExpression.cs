using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>target[start:stop:step]</c>.</summary>
internal sealed class SliceExpression(int line, Expression target, Expression? start, Expression? stop, Expression? step) : Expression(line)
{
    protected override Value Compute(RenderContext context) => Access.Slice(
        context, target.Evaluate(context), Bound(context, start), Bound(context, stop), Bound(context, step));

    private static long? Bound(RenderContext context, Expression? bound) => bound?.Evaluate(context) switch
    {
        null or NoneValue => null,
        var value => context.Integer(value, "a bound of a slice"),
    };
}
