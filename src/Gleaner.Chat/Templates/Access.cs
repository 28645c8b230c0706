using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>Attributes, items and slices, looked up in Jinja's order: a dot asks for the attribute first, brackets for the item.</summary>
internal static class Access
{
    public static Value Attribute(RenderContext context, Value target, string name) =>
        OwnAttribute(context, context.Defined(target), name) ?? KeyOf(target, TextValue.Of(name)) ?? Missing(context, target, name);

    public static Value Item(RenderContext context, Value target, Value index)
    {
        context.Defined(target);
        if (index is UndefinedValue || (target is DictValue && !ValueEquality.CanBeKey(index)))
        {
            return index is UndefinedValue undefined && target is not DictValue
                ? new UndefinedValue(undefined.Reason)
                : new UndefinedValue($"'{target.TypeName}' has no such item");
        }

        if (KeyOf(target, index) is { } found)
        {
            return found;
        }

        if (Number.AsInteger(index) is { } place && At(context, target, place) is { } item)
        {
            return item;
        }

        return index is TextValue name
            ? OwnAttribute(context, target, name.Text) ?? Missing(context, target, name.Text)
            : new UndefinedValue($"'{target.TypeName}' has no such item");
    }

    public static Value Slice(RenderContext context, Value target, long? start, long? stop, long? step)
    {
        context.Defined(target);
        if (step == 0)
        {
            throw context.Fail("the step of a slice must not be 0");
        }

        switch (target)
        {
            case TextValue text:
                context.Charge(2 * text.Text.Length);
                var characters = PythonString.Characters(text.Traced);
                return context.Text(PythonString.Join(Take(characters, start, stop, step ?? 1), TracedText.Empty));
            case ListValue { HasIndex: true } list:
                return context.List(Take(list.Items, start, stop, step ?? 1), list.Kind);
            default:
                throw context.Fail($"'{target.TypeName}' cannot be sliced");
        }
    }

    private static Value? OwnAttribute(RenderContext context, Value target, string name) => target switch
    {
        NamespaceValue space => space.Attributes.GetValueOrDefault(name),
        LoopValue loop => loop.Find(name)
            ?? (name is "cycle" or "changed" or "depth" or "depth0" ? throw context.Fail($"'loop.{name}' is not supported") : null),
        _ => ValueMethods.Find(context, target, name),
    };

    private static Value? KeyOf(Value target, Value key) => target is DictValue dict ? dict.Find(key) : null;

    private static UndefinedValue Missing(RenderContext context, Value target, string name) => name.StartsWith('_')
        ? throw context.Fail($"access to '{name}' is not allowed")
        : new UndefinedValue($"'{target.TypeName}' has no attribute '{name}'");

    private static Value? At(RenderContext context, Value target, long place)
    {
        switch (target)
        {
            case ListValue { HasIndex: true } list:
                place += place < 0 ? list.Items.Count : 0;
                return place >= 0 && place < list.Items.Count ? list.Items[(int)place] : null;
            case TextValue text:
                context.Charge(2 * text.Text.Length);
                var characters = PythonString.Characters(text.Traced);
                place += place < 0 ? characters.Count : 0;
                return place >= 0 && place < characters.Count ? context.Text(characters[(int)place]) : null;
            default:
                return null;
        }
    }

    /// <summary>Python's slices: bounds beyond the ends are moved to them, negative ones count from the end.</summary>
    private static List<T> Take<T>(IReadOnlyList<T> items, long? start, long? stop, long step)
    {
        long count = items.Count;
        var (low, high) = step > 0 ? (0L, count) : (-1L, count - 1);
        var first = start is { } a ? Math.Clamp(a < 0 ? a + count : a, low, high) : step > 0 ? low : high;
        var end = stop is { } b ? Math.Clamp(b < 0 ? b + count : b, low, high) : step > 0 ? high : low;
        var taken = new List<T>();

        // A step beyond the length takes one item; bounding it keeps the sum in range.
        step = Math.Clamp(step, -count - 1, count + 1);
        for (var i = first; step > 0 ? i < end : i > end; i += step)
        {
            taken.Add(items[(int)i]);
        }

        return taken;
    }
}
