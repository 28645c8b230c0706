using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary>Statements one after the other.</summary>
internal sealed class BlockStatement(int line, IReadOnlyList<Statement> statements) : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        foreach (var statement in statements)
        {
            if (statement.Execute(context) is var flow and not Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    /// <summary>Executes the statements with an output of their own.</summary>
    public TracedText Capture(RenderContext context)
    {
        var outer = context.Output;
        context.Output = new TracedTextBuilder();
        Execute(context);
        var captured = context.Output.Build();
        context.Output = outer;
        return captured;
    }
}
