using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A call of a function, method or macro.</summary>
internal sealed class CallExpression(int line, Expression callee, ArgumentList arguments) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = context.Defined(callee.Evaluate(context));
        return value is FunctionValue function
            ? function.Call(context, arguments.Evaluate(context))
            : throw context.Fail($"what is called is no function but '{value.TypeName}'");
    }
}
