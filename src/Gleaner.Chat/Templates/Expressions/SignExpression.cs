using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A sign before a number.</summary>
internal sealed class SignExpression(int line, Expression operand, bool isMinus) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = context.Defined(operand.Evaluate(context));
        if (Number.AsInteger(value) is { } integer)
        {
            return isMinus ? Arithmetic.Apply(context, "-", new IntegerValue(0), value) : new IntegerValue(integer);
        }

        return value is FloatValue number
            ? new FloatValue(isMinus ? -number.Number : number.Number)
            : throw context.Fail($"'{value.TypeName}' takes no sign");
    }
}
