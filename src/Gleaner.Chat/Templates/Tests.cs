namespace Gleaner.Chat.Templates;

/// <summary>Carries a test out.</summary>
internal delegate bool TestFunction(RenderContext context, Value target, Arguments arguments);

/// <summary>Tests: what may stand after <c>is</c>.</summary>
internal static class Tests
{
    /// <summary>A test, or null if there is none of this name.</summary>
    public static TestFunction? Find(string name) => name switch
    {
        "defined" => Plain(name, (_, value) => value is not UndefinedValue),
        "undefined" => Plain(name, (_, value) => value is UndefinedValue),
        "none" => Plain(name, (_, value) => value is NoneValue),
        "string" => Plain(name, (_, value) => value is TextValue),
        "mapping" => Plain(name, (_, value) => value is DictValue),
        "iterable" => Plain(name, (_, value) => value is TextValue or ListValue or DictValue or UndefinedValue),
        "sequence" => Plain(name, (_, value) => value is TextValue or ListValue { HasIndex: true } or DictValue or UndefinedValue),
        "number" => Plain(name, (_, value) => value is IntegerValue or FloatValue or BooleanValue),
        "integer" => Plain(name, (_, value) => value is IntegerValue),
        "float" => Plain(name, (_, value) => value is FloatValue),
        "boolean" => Plain(name, (_, value) => value is BooleanValue),
        "true" => Plain(name, (_, value) => value == BooleanValue.True),
        "false" => Plain(name, (_, value) => value == BooleanValue.False),
        "callable" => Plain(name, (_, value) => value is FunctionValue),
        "odd" => Plain(name, (context, value) => HasRest(context, value, new IntegerValue(2), 1)),
        "even" => Plain(name, (context, value) => HasRest(context, value, new IntegerValue(2), 0)),
        "divisibleby" => Binary(name, (context, value, other) => HasRest(context, value, other, 0)),
        "equalto" or "eq" or "==" => Binary(name, (context, value, other) => context.AreEqual(value, other)),
        "ne" or "!=" => Binary(name, (context, value, other) => !context.AreEqual(value, other)),
        "lt" or "lessthan" or "<" => Binary(name, (context, value, other) => Arithmetic.Compare(context, "<", value, other) < 0),
        "le" or "<=" => Binary(name, (context, value, other) => Arithmetic.Compare(context, "<=", value, other) <= 0),
        "gt" or "greaterthan" or ">" => Binary(name, (context, value, other) => Arithmetic.Compare(context, ">", value, other) > 0),
        "ge" or ">=" => Binary(name, (context, value, other) => Arithmetic.Compare(context, ">=", value, other) >= 0),
        "in" => Binary(name, (context, value, other) => context.Contains(other, value)),
        _ => null,
    };

    private static TestFunction Plain(string name, Func<RenderContext, Value, bool> test) => (context, value, arguments) =>
    {
        arguments.Bind(context, $"the test '{name}'");
        return test(context, value);
    };

    private static TestFunction Binary(string name, Func<RenderContext, Value, Value, bool> test) => (context, value, arguments) =>
    {
        var other = arguments.Bind(context, $"the test '{name}'", "other")[0];
        return test(context, value, other ?? throw context.Fail($"the test '{name}' needs something to compare with"));
    };

    private static bool HasRest(RenderContext context, Value value, Value divisor, long rest) =>
        context.AreEqual(Arithmetic.Apply(context, "%", value, divisor), new IntegerValue(rest));
}
