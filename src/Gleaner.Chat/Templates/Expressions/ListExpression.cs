using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A list or tuple.</summary>
internal sealed class ListExpression(int line, IReadOnlyList<Expression> items, ListKind kind) : Expression(line)
{
    public IReadOnlyList<Expression> Items => items;

    public ListKind Kind => kind;

    protected override Value Compute(RenderContext context) => context.List([.. items.Select(item => item.Evaluate(context))], kind);
}
