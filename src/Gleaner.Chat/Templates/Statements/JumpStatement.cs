using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed class JumpStatement(int line, Flow flow) : Statement(line)
{
    protected override Flow Run(RenderContext context) => flow;
}
