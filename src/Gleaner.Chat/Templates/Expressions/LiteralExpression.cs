using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A value written in the template.</summary>
internal sealed class LiteralExpression(int line, Value value) : Expression(line)
{
    public Value Value => value;

    protected override Value Compute(RenderContext context) => value;
}
