using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>A node of a template that does something.</summary>
internal abstract class Statement(int line)
{
    public Flow Execute(RenderContext context)
    {
        var outer = context.Enter(line);
        var flow = Run(context);
        context.Leave(outer);
        return flow;
    }

    protected abstract Flow Run(RenderContext context);
}

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

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

/// <summary><c>if</c>, <c>elif</c>, <c>else</c>.</summary>
internal sealed class IfStatement(int line, IReadOnlyList<KeyValuePair<Expression, BlockStatement>> branches, BlockStatement? otherwise)
    : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        foreach (var (condition, body) in branches)
        {
            if (condition.Evaluate(context).IsTrue)
            {
                return body.Execute(context);
            }
        }

        return otherwise?.Execute(context) ?? Flow.Next;
    }
}

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

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed class JumpStatement(int line, Flow flow) : Statement(line)
{
    protected override Flow Run(RenderContext context) => flow;
}

/// <summary><c>set target = value</c>.</summary>
internal sealed class SetStatement(int line, AssignmentTarget target, Expression value) : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        target.Assign(context, value.Evaluate(context));
        return Flow.Next;
    }
}

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

/// <summary><c>macro name(parameters)</c>: defines a function that gives the text of its body.</summary>
internal sealed class MacroStatement(
    int line, string name, IReadOnlyList<KeyValuePair<string, Expression?>> parameters, BlockStatement body) : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        var defined = context.Scope;
        defined.Set(name, new FunctionValue((callContext, arguments) => Call(callContext, arguments, defined)));
        return Flow.Next;
    }

    private TextValue Call(RenderContext context, Arguments arguments, Scope defined)
    {
        var names = parameters.Select(parameter => parameter.Key).ToArray();
        var given = arguments.Bind(context, $"macro '{name}'", names);
        var caller = context.Scope;
        context.Scope = new Scope(defined);
        for (var i = 0; i < given.Length; i++)
        {
            context.Scope.Set(
                names[i],
                given[i] ?? parameters[i].Value?.Evaluate(context) ?? new UndefinedValue($"parameter '{names[i]}' was not provided"));
        }

        var text = body.Capture(context);
        context.Scope = caller;
        return context.Text(text);
    }
}

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
