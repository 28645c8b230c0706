using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary><c>set target</c> … <c>endset</c>: the text of its body.</summary>
internal sealed class SetBlockStatement(int line, AssignmentTarget target, BlockStatement body) : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        var outer = context.Scope;
        context.Scope = new Scope(outer);
        var captured = body.Capture(context);
        context.Scope = outer;
        target.Assign(context, context.Text(captured));
        return Flow.Next;
    }
}
