using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary>What is assigned to: a name, an attribute of a namespace, or several names at once.</summary>
internal abstract class AssignmentTarget
{
    public abstract void Assign(RenderContext context, Value value);
}
