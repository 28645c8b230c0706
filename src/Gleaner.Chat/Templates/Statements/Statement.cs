using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary>A node of a template that does something.</summary>
internal abstract class Statement(int line)
{
    public Flow Execute(RenderContext context)
    {
        var outer = context.Enter(line);
        var flow = Run(context);
        context.Leave(outer);
        return flow;
    }

    protected abstract Flow Run(RenderContext context);
}
