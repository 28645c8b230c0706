using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>Carries a filter out.</summary>
internal delegate Value FilterFunction(RenderContext context, Value target, Arguments arguments);

/// <summary>Filters: what may stand after <c>|</c>.</summary>
internal static class Filters
{
    /// <summary>A filter, or null if there is none of this name.</summary>
    public static FilterFunction? Find(string name) => name switch
    {
        "trim" => (context, value, arguments) => TextMethods.Strip(context, context.ToText(value), arguments, name, left: true, right: true),
        "upper" => (context, value, arguments) => TextMethods.Map(context, context.ToText(value), arguments, name, char.ToUpperInvariant),
        "lower" => (context, value, arguments) => TextMethods.Map(context, context.ToText(value), arguments, name, char.ToLowerInvariant),
        "capitalize" => (context, value, arguments) =>
            TextMethods.NoArguments(context, arguments, name, PythonString.Title(context.ToText(value), _ => false)),
        "title" => (context, value, arguments) => TextMethods.NoArguments(
            context, arguments, name, PythonString.Title(context.ToText(value), before => PythonString.IsSpace(before) || before is '-' or '(' or '{' or '[' or '<')),
        "replace" => (context, value, arguments) => TextMethods.Replace(context, context.ToText(value), arguments),
        "string" or "safe" => (context, value, arguments) => TextMethods.NoArguments(context, arguments, name, context.ToText(value)),
        "tojson" => ToJson,
        "int" => ToInteger,
        "default" or "d" => Default,
        "length" or "count" => (context, value, arguments) => new IntegerValue(context.Count(WithoutArguments(context, value, arguments, name))),
        "first" => (context, value, arguments) => First(context, WithoutArguments(context, value, arguments, name)),
        "last" => (context, value, arguments) => Last(context, WithoutArguments(context, value, arguments, name)),
        "list" => (context, value, arguments) => context.List(context.Walk(WithoutArguments(context, value, arguments, name))),
        "items" => (context, value, arguments) => Items(context, WithoutArguments(context, value, arguments, name)),
        "join" => Join,
        _ => ListFilters.Find(name),
    };

    private static Value WithoutArguments(RenderContext context, Value value, Arguments arguments, string name)
    {
        arguments.Bind(context, $"the filter '{name}'");
        return value;
    }

    private static Value First(RenderContext context, Value value) =>
        context.Walk(value) is [var first, ..] ? first : new UndefinedValue("there is no first item");

    private static Value Last(RenderContext context, Value value) => value is ListValue { Kind: ListKind.Generator }
        ? throw context.Fail("'last' needs a list; put 'list' before it")
        : context.Walk(value) is [.., var last] ? last : new UndefinedValue("there is no last item");

    private static Value Items(RenderContext context, Value value) => value switch
    {
        DictValue dict => context.List([.. ValueMethods.Pairs(context, dict)], ListKind.Generator),
        UndefinedValue => context.List([], ListKind.Generator),
        _ => throw context.Fail($"the filter 'items' needs a dict, not '{value.TypeName}'"),
    };

    private static Value Default(RenderContext context, Value value, Arguments arguments)
    {
        var given = arguments.Bind(context, "the filter 'default'", "default_value", "boolean");
        return value is UndefinedValue || (given[1] is { IsTrue: true } && !value.IsTrue) ? given[0] ?? TextValue.Of("") : value;
    }

    private static Value Join(RenderContext context, Value value, Arguments arguments)
    {
        var given = arguments.Bind(context, "the filter 'join'", "d", "attribute");
        var separator = given[0] is null ? TracedText.Empty : context.ToText(given[0]!);
        var path = given[1] is null or NoneValue ? null : given[1];
        var parts = new List<TracedText>();
        long length = 0;
        foreach (var item in context.Walk(value))
        {
            var part = context.ToText(path is null ? item : ListFilters.Attribute(context, item, path));
            parts.Add(part);
            length += part.Length + (long)separator.Length;
            context.CheckLength(length - separator.Length);
            context.Charge(1 + (part.Length / 8) + part.Runs.Length + separator.Runs.Length);
        }

        return context.Text(PythonString.Join(parts, separator));
    }

    private static Value ToInteger(RenderContext context, Value value, Arguments arguments)
    {
        var fallback = arguments.Bind(context, "the filter 'int'", "default")[0] ?? new IntegerValue(0);
        switch (context.Defined(value))
        {
            case FloatValue number:
                return double.IsFinite(number.Number) && Math.Abs(number.Number) < long.MaxValue ? new IntegerValue((long)number.Number) : fallback;
            case TextValue text:
                return Number.TryParse(text.Text, out var parsed) ? new IntegerValue(parsed) : fallback;
            default:
                return Number.AsInteger(value) is { } integer ? new IntegerValue(integer) : fallback;
        }
    }

    private static Value ToJson(RenderContext context, Value value, Arguments arguments)
    {
        var given = arguments.Bind(context, "the filter 'tojson'", "indent", "ensure_ascii");
        if (given[1] is { IsTrue: true })
        {
            throw context.Fail("'tojson' with ensure_ascii is not supported");
        }

        var indent = given[0] is null or NoneValue ? default(int?) : (int)Math.Clamp(context.Integer(given[0]!, "the indent of 'tojson'"), 0, 64);
        context.Charge(4 * value.Weight);
        var output = new TracedTextBuilder();
        if (new JsonText(context, output, indent).TryAppend(value) is { } refused)
        {
            throw context.Fail($"'{refused}' has no JSON form");
        }

        return context.Text(output.Build());
    }
}

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
