using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary>Text of the template, or <c>{{ value }}</c>.</summary>
internal sealed class OutputStatement(int line, Expression value) : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        var text = context.ToText(value.Evaluate(context));
        context.CheckLength((long)context.Output.Length + text.Length);
        context.Charge((text.Length / 8) + text.Runs.Length);
        context.Output.Append(text);
        return Flow.Next;
    }
}
