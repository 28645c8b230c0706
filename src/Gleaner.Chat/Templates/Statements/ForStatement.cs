using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary><c>for targets in items if condition</c>: each round has names of its own.</summary>
internal sealed class ForStatement(
    int line, AssignmentTarget target, Expression items, Expression? condition, BlockStatement body, BlockStatement? otherwise)
    : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        var outer = context.Scope;
        var walked = Select(context, context.Walk(items.Evaluate(context)), outer);
        var loop = new LoopValue(walked);

        // Jinja's 'else' is for loops of which no round came to its end, be it for lack of items or by a jump.
        var isAnyWhole = false;
        for (; loop.Index < walked.Count; loop.Index++)
        {
            context.Scope = new Scope(outer);
            context.Scope.Set("loop", loop);
            target.Assign(context, walked[loop.Index]);
            var flow = body.Execute(context);
            isAnyWhole |= flow == Flow.Next;
            if (flow == Flow.Break)
            {
                break;
            }
        }

        context.Scope = outer;
        return !isAnyWhole && otherwise is not null ? RunOtherwise(context, outer) : Flow.Next;
    }

    private Flow RunOtherwise(RenderContext context, Scope outer)
    {
        context.Scope = new Scope(outer);
        var flow = otherwise!.Execute(context);
        context.Scope = outer;
        return flow;
    }

    private IReadOnlyList<Value> Select(RenderContext context, IReadOnlyList<Value> all, Scope outer)
    {
        if (condition is null)
        {
            return all;
        }

        var selected = new List<Value>();
        foreach (var item in all)
        {
            context.Scope = new Scope(outer);
            target.Assign(context, item);
            if (condition.Evaluate(context).IsTrue)
            {
                selected.Add(item);
            }
        }

        context.Scope = outer;
        return selected;
    }
}
