using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary>Several targets that share out the items of a value.</summary>
internal sealed class TupleTarget(IReadOnlyList<AssignmentTarget> targets) : AssignmentTarget
{
    public override void Assign(RenderContext context, Value value)
    {
        var items = context.Walk(context.Defined(value));
        if (items.Count != targets.Count)
        {
            throw context.Fail($"{items.Count} values cannot be shared out to {targets.Count} names");
        }

        for (var i = 0; i < items.Count; i++)
        {
            targets[i].Assign(context, items[i]);
        }
    }
}
