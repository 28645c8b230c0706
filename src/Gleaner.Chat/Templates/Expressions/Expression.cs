using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A node of a template that has a value.</summary>
internal abstract class Expression(int line)
{
    public int Line => line;

    public Value Evaluate(RenderContext context)
    {
        var outer = context.Enter(line);
        var value = Compute(context);
        context.Leave(outer);
        return value;
    }

    protected abstract Value Compute(RenderContext context);
}
