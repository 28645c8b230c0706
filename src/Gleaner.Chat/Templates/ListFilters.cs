namespace Gleaner.Chat.Templates;

/// <summary>Filters that make a list from a list.</summary>
internal static class ListFilters
{
    public static FilterFunction? Find(string name) => name switch
    {
        "map" => Map,
        "select" => (context, value, arguments) => Select(context, value, arguments, name, byAttribute: false, wanted: true),
        "reject" => (context, value, arguments) => Select(context, value, arguments, name, byAttribute: false, wanted: false),
        "selectattr" => (context, value, arguments) => Select(context, value, arguments, name, byAttribute: true, wanted: true),
        "rejectattr" => (context, value, arguments) => Select(context, value, arguments, name, byAttribute: true, wanted: false),
        _ => null,
    };

    /// <summary>An attribute given by a path with dots, or by a number.</summary>
    public static Value Attribute(RenderContext context, Value item, Value path)
    {
        if (path is not TextValue text)
        {
            return Access.Item(context, item, path);
        }

        foreach (var part in text.Text.Split('.'))
        {
            var index = part.Length > 0 && part.All(char.IsAsciiDigit) && Number.TryParse(part, out var number)
                ? new IntegerValue(number)
                : (Value)TextValue.Of(part);
            context.Charge(1);
            item = Access.Item(context, item, index);
        }

        return item;
    }

    private static Value Map(RenderContext context, Value value, Arguments arguments)
    {
        if (arguments.Positional.Count > 0)
        {
            var name = arguments.Positional[0] as TextValue ?? throw context.Fail("'map' needs the name of a filter");
            var filter = Filters.Find(name.Text) ?? throw context.Fail($"the filter '{name.Text}' is not supported");
            var rest = arguments.Skip(1);
            return Nested(context, () => Generate(context, value, item => filter(context, item, rest)));
        }

        var given = arguments.Bind(context, "the filter 'map'", "attribute", "default");
        var path = given[0] ?? throw context.Fail("'map' needs the name of a filter or an attribute");
        return Generate(context, value, item =>
        {
            var found = Attribute(context, item, path);
            return found is UndefinedValue ? given[1] ?? found : found;
        });
    }

    private static Value Select(RenderContext context, Value value, Arguments arguments, string name, bool byAttribute, bool wanted)
    {
        var path = byAttribute
            ? arguments.Positional.Count > 0 ? arguments.Positional[0] : throw context.Fail($"'{name}' needs an attribute")
            : null;
        var rest = byAttribute ? arguments.Skip(1) : arguments;
        TestFunction test;
        if (rest.Positional.Count == 0)
        {
            rest.Bind(context, $"the filter '{name}'");
            test = (_, item, _) => item.IsTrue;
        }
        else
        {
            var testName = rest.Positional[0] as TextValue ?? throw context.Fail($"'{name}' needs the name of a test");
            test = Tests.Find(testName.Text) ?? throw context.Fail($"the test '{testName.Text}' is not supported");
            rest = rest.Skip(1);
        }

        var selected = new List<Value>();
        foreach (var item in WalkIfAny(context, value))
        {
            context.Charge(1);
            if (test(context, path is null ? item : Attribute(context, item, path), rest) == wanted)
            {
                selected.Add(item);
            }
        }

        return context.List(selected, ListKind.Generator);
    }

    private static Value Generate(RenderContext context, Value value, Func<Value, Value> change)
    {
        var made = new List<Value>();
        foreach (var item in WalkIfAny(context, value))
        {
            context.Charge(1);
            made.Add(change(item));
        }

        return context.List(made, ListKind.Generator);
    }

    /// <summary>These filters take whatever counts as false for empty.</summary>
    private static IReadOnlyList<Value> WalkIfAny(RenderContext context, Value value) => value.IsTrue ? context.Walk(value) : [];

    private static Value Nested(RenderContext context, Func<Value> compute)
    {
        // A filter can be handed on as a name, so it can call itself: map('map', 'map', ...).
        var outer = context.Enter(context.Line);
        var value = compute();
        context.Leave(outer);
        return value;
    }
}
