using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A dict.</summary>
internal sealed class DictExpression(int line, IReadOnlyList<KeyValuePair<Expression, Expression>> entries) : Expression(line)
{
    protected override Value Compute(RenderContext context) => context.Dict(
        [.. entries.Select(entry => KeyValuePair.Create(entry.Key.Evaluate(context), entry.Value.Evaluate(context)))]);
}
