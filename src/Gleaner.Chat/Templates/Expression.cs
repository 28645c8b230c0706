namespace Gleaner.Chat.Templates;

/// <summary>A node of a template that has a value.</summary>
internal abstract class Expression(int line)
{
    public Value Evaluate(RenderContext context)
    {
        var outer = context.Enter(line);
        var value = Compute(context);
        context.Leave(outer);
        return value;
    }

    protected abstract Value Compute(RenderContext context);
}

/// <summary>A value written in the template.</summary>
internal sealed class LiteralExpression(int line, Value value) : Expression(line)
{
    protected override Value Compute(RenderContext context) => value;
}

/// <summary>A variable.</summary>
internal sealed class NameExpression(int line, string name) : Expression(line)
{
    protected override Value Compute(RenderContext context) => context.Scope.Find(name)
        ?? (name is "dict" or "cycler" or "joiner" or "lipsum" or "self" or "caller" or "varargs" or "kwargs"
            ? throw context.Fail($"'{name}' is not supported")
            : new UndefinedValue($"'{name}' is undefined"));
}

/// <summary>A list or tuple.</summary>
internal sealed class ListExpression(int line, IReadOnlyList<Expression> items, ListKind kind) : Expression(line)
{
    protected override Value Compute(RenderContext context) => context.List([.. items.Select(item => item.Evaluate(context))], kind);
}

/// <summary>A dict.</summary>
internal sealed class DictExpression(int line, IReadOnlyList<KeyValuePair<Expression, Expression>> entries) : Expression(line)
{
    protected override Value Compute(RenderContext context) => context.Dict(
        [.. entries.Select(entry => KeyValuePair.Create(entry.Key.Evaluate(context), entry.Value.Evaluate(context)))]);
}

/// <summary><c>target.name</c>.</summary>
internal sealed class AttributeExpression(int line, Expression target, string name) : Expression(line)
{
    protected override Value Compute(RenderContext context) => Access.Attribute(context, target.Evaluate(context), name);
}

/// <summary><c>target[index]</c>.</summary>
internal sealed class ItemExpression(int line, Expression target, Expression index) : Expression(line)
{
    protected override Value Compute(RenderContext context) => Access.Item(context, target.Evaluate(context), index.Evaluate(context));
}

/// <summary><c>target[start:stop:step]</c>.</summary>
internal sealed class SliceExpression(int line, Expression target, Expression? start, Expression? stop, Expression? step) : Expression(line)
{
    protected override Value Compute(RenderContext context) => Access.Slice(
        context, target.Evaluate(context), Bound(context, start), Bound(context, stop), Bound(context, step));

    private static long? Bound(RenderContext context, Expression? bound) => bound?.Evaluate(context) switch
    {
        null or NoneValue => null,
        var value => context.Integer(value, "a bound of a slice"),
    };
}

/// <summary>A call of a function, method or macro.</summary>
internal sealed class CallExpression(int line, Expression callee, ArgumentList arguments) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = context.Defined(callee.Evaluate(context));
        return value is FunctionValue function
            ? function.Call(context, arguments.Evaluate(context))
            : throw context.Fail($"what is called is not a function but '{value.TypeName}'");
    }
}

/// <summary><c>target | filter(...)</c>.</summary>
internal sealed class FilterExpression(int line, Expression target, FilterFunction filter, ArgumentList arguments) : Expression(line)
{
    protected override Value Compute(RenderContext context) => filter(context, target.Evaluate(context), arguments.Evaluate(context));
}

/// <summary><c>target is test</c>.</summary>
internal sealed class TestExpression(int line, Expression target, TestFunction test, ArgumentList arguments) : Expression(line)
{
    protected override Value Compute(RenderContext context) =>
        BooleanValue.Of(test(context, target.Evaluate(context), arguments.Evaluate(context)));
}

/// <summary><c>not</c>.</summary>
internal sealed class NotExpression(int line, Expression operand) : Expression(line)
{
    protected override Value Compute(RenderContext context) => BooleanValue.Of(!operand.Evaluate(context).IsTrue);
}

/// <summary><c>and</c>, <c>or</c>: gives the operand that decides, as Python does.</summary>
internal sealed class LogicExpression(int line, Expression left, Expression right, bool isAnd) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = left.Evaluate(context);
        return value.IsTrue == isAnd ? right.Evaluate(context) : value;
    }
}

/// <summary><c>a if condition else b</c>; without <c>else</c> undefined.</summary>
internal sealed class ConditionalExpression(int line, Expression condition, Expression then, Expression? otherwise) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        if (condition.Evaluate(context).IsTrue)
        {
            return then.Evaluate(context);
        }

        return otherwise?.Evaluate(context) ?? new UndefinedValue("the inline if has no else");
    }
}

/// <summary>Comparisons, chained as in Python: <c>a &lt; b &lt;= c</c>.</summary>
internal sealed class ComparisonExpression(int line, Expression first, IReadOnlyList<KeyValuePair<string, Expression>> rest) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var left = first.Evaluate(context);
        foreach (var (symbol, operand) in rest)
        {
            var right = operand.Evaluate(context);
            if (!Holds(context, symbol, left, right))
            {
                return BooleanValue.False;
            }

            left = right;
        }

        return BooleanValue.True;
    }

    private static bool Holds(RenderContext context, string symbol, Value left, Value right) => symbol switch
    {
        "==" => context.AreEqual(left, right),
        "!=" => !context.AreEqual(left, right),
        "in" => context.Contains(right, left),
        "not in" => !context.Contains(right, left),
        "<" => Arithmetic.Compare(context, symbol, left, right) < 0,
        "<=" => Arithmetic.Compare(context, symbol, left, right) <= 0,
        ">" => Arithmetic.Compare(context, symbol, left, right) > 0,
        _ => Arithmetic.Compare(context, symbol, left, right) >= 0,
    };
}

/// <summary>A sign before a number.</summary>
internal sealed class SignExpression(int line, Expression operand, bool isMinus) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = context.Defined(operand.Evaluate(context));
        if (Number.AsInteger(value) is { } integer)
        {
            return isMinus ? Arithmetic.Apply(context, "-", new IntegerValue(0), value) : new IntegerValue(integer);
        }

        return value is FloatValue number
            ? new FloatValue(isMinus ? -number.Number : number.Number)
            : throw context.Fail($"'{value.TypeName}' takes no sign");
    }
}

/// <summary>A chain of operators of one rank, from the left: <c>a + b - c</c>.</summary>
internal sealed class ArithmeticExpression(int line, Expression first, IReadOnlyList<KeyValuePair<string, Expression>> rest) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var value = first.Evaluate(context);
        foreach (var (symbol, operand) in rest)
        {
            value = Arithmetic.Apply(context, symbol, value, operand.Evaluate(context));
        }

        return value;
    }
}

/// <summary><c>a ~ b</c>: printed forms put together.</summary>
internal sealed class ConcatExpression(int line, IReadOnlyList<Expression> parts) : Expression(line)
{
    protected override Value Compute(RenderContext context)
    {
        var texts = parts.Select(part => context.ToText(part.Evaluate(context))).ToList();
        context.CheckLength(texts.Sum(text => (long)text.Length));
        return context.Text(PythonString.Join(texts, Texts.TracedText.Empty));
    }
}
