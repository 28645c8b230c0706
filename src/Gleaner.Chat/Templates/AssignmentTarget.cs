namespace Gleaner.Chat.Templates;

/// <summary>What is assigned to: a name, an attribute of a namespace, or several names at once.</summary>
internal abstract class AssignmentTarget
{
    public abstract void Assign(RenderContext context, Value value);
}

/// <summary>A variable.</summary>
internal sealed class NameTarget(string name) : AssignmentTarget
{
    public override void Assign(RenderContext context, Value value) => context.Scope.Set(name, value);
}

/// <summary>An attribute of a namespace.</summary>
internal sealed class NamespaceTarget(string name, string attribute) : AssignmentTarget
{
    public override void Assign(RenderContext context, Value value)
    {
        if (context.Scope.Find(name) is not NamespaceValue space)
        {
            throw context.Fail($"'{name}' is not a namespace, so '{name}.{attribute}' cannot be set");
        }

        space.Attributes[attribute] = value;
    }
}

/// <summary>Several targets that share out the items of a value.</summary>
internal sealed class TupleTarget(IReadOnlyList<AssignmentTarget> targets) : AssignmentTarget
{
    public override void Assign(RenderContext context, Value value)
    {
        var items = context.Walk(context.Defined(value));
        if (items.Count != targets.Count)
        {
            throw context.Fail($"{items.Count} values cannot be unpacked into {targets.Count} names");
        }

        for (var i = 0; i < items.Count; i++)
        {
            targets[i].Assign(context, items[i]);
        }
    }
}
