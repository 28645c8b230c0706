using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary><c>target | filter(...)</c>.</summary>
internal sealed class FilterExpression(int line, Expression target, FilterFunction filter, ArgumentList arguments) : Expression(line)
{
    protected override Value Compute(RenderContext context) => filter(context, target.Evaluate(context), arguments.Evaluate(context));
}
