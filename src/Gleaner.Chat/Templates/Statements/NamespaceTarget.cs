using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary>An attribute of a namespace.</summary>
internal sealed class NamespaceTarget(string name, string attribute) : AssignmentTarget
{
    public override void Assign(RenderContext context, Value value)
    {
        if (context.Scope.Find(name) is not NamespaceValue space)
        {
            throw context.Fail($"'{name}' is no namespace, so '{name}.{attribute}' cannot be set");
        }

        space.Attributes[attribute] = value;
    }
}
