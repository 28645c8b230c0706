using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>What values are asked for everywhere: their text, their items, whether they are equal.</summary>
internal static class Operations
{
    /// <summary>The value as it is printed.</summary>
    public static TracedText ToText(this RenderContext context, Value value)
    {
        if (value is TextValue text)
        {
            return text.Traced;
        }

        context.Charge(4 * value.Weight);
        var output = new TracedTextBuilder();
        if (!Repr.TryAppend(value, output))
        {
            throw context.Fail($"printing a {value.TypeName} is not supported");
        }

        context.CheckLength(output.Length);
        return output.Build();
    }

    /// <summary>The value's items as <c>for</c> walks them: nothing for what is undefined, keys of a dict, characters of a string.</summary>
    public static IReadOnlyList<Value> Walk(this RenderContext context, Value value)
    {
        switch (value)
        {
            case ListValue { Kind: ListKind.Generator } generator:
                if (generator.IsSpent)
                {
                    throw context.Fail("iterating over the result of a filter twice is not supported; pass it through 'list' first");
                }

                generator.IsSpent = true;
                return generator.Items;
            case ListValue list:
                return list.Items;
            case DictValue dict:
                context.Charge(dict.Entries.Count);
                return [.. dict.Entries.Select(entry => entry.Key)];
            case TextValue text:
                context.Charge(2 * text.Text.Length);
                return [.. PythonString.Characters(text.Traced).Select(character => new TextValue(character))];
            case UndefinedValue:
                return [];
            default:
                throw context.Fail($"'{value.TypeName}' cannot be iterated over");
        }
    }

    public static bool AreEqual(this RenderContext context, Value left, Value right)
    {
        context.Charge(Math.Min(left.Weight, right.Weight));
        return ValueEquality.Instance.Equals(left, right);
    }

    /// <summary>Python's <c>in</c>.</summary>
    public static bool Contains(this RenderContext context, Value container, Value item)
    {
        switch (container)
        {
            case TextValue text:
                if (item is not TextValue part)
                {
                    throw context.Fail($"'in' a string needs a string before it, not '{item.TypeName}'");
                }

                context.Charge(text.Weight);
                return text.Text.Contains(part.Text, StringComparison.Ordinal);
            case DictValue dict:
                context.Charge(item.Weight);
                return ValueEquality.CanBeKey(item) ? dict.Find(item) is not null : throw context.Fail($"'{item.TypeName}' cannot be a key of a dict");
            default:
                foreach (var candidate in context.Walk(container))
                {
                    if (context.AreEqual(candidate, item))
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    /// <summary>The number of items of a value, as <c>len</c> counts them.</summary>
    public static long Count(this RenderContext context, Value value) => value switch
    {
        TextValue text => PythonString.Count(text.Text),
        ListValue { Kind: not ListKind.Generator } list => list.Items.Count,
        DictValue dict => dict.Entries.Count,
        UndefinedValue => 0,
        _ => throw context.Fail($"'{value.TypeName}' has no length"),
    };

    /// <summary>The value, unless it is undefined: then what is missing is said.</summary>
    public static Value Defined(this RenderContext context, Value value) =>
        value is UndefinedValue undefined ? throw context.Fail(undefined.Reason) : value;

    /// <summary>A whole number that an argument must be.</summary>
    public static long Integer(this RenderContext context, Value value, string what) =>
        Number.AsInteger(context.Defined(value)) ?? throw context.Fail($"{what} must be a whole number, not '{value.TypeName}'");
}

/// <summary>
/// Python's equality: numbers by value whatever their type, texts by characters (never by origin), sequences by items.
/// The cost of comparing is bounded by the weights of the values.
/// </summary>
internal sealed class ValueEquality : IEqualityComparer<Value>
{
    private ValueEquality()
    {
    }

    public static ValueEquality Instance { get; } = new();

    public bool Equals(Value? x, Value? y)
    {
        if (ReferenceEquals(x, y))
        {
            return true;
        }

        return (x, y) switch
        {
            (UndefinedValue, UndefinedValue) => true,
            (TextValue left, TextValue right) => left.Text == right.Text,
            (ListValue left, ListValue right) => HaveEqualItems(left, right),
            (DictValue left, DictValue right) => HaveEqualEntries(left, right),
            (not null, not null) => AreEqualNumbers(x, y),
            _ => false,
        };
    }

    /// <exception cref="ArgumentException">The value cannot be a key; callers check <see cref="CanBeKey"/> first.</exception>
    public int GetHashCode(Value value) => value switch
    {
        TextValue text => string.GetHashCode(text.Text, StringComparison.Ordinal),
        BooleanValue => (value.IsTrue ? 1d : 0d).GetHashCode(),
        IntegerValue integer => ((double)integer.Number).GetHashCode(),
        FloatValue number => number.Number.GetHashCode(),
        ListValue { Kind: ListKind.Tuple } tuple => tuple.Items.Aggregate(17, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
        NoneValue => 0,
        _ => throw new ArgumentException($"{value.TypeName} cannot be a key", nameof(value)),
    };

    public static bool CanBeKey(Value value) => value is TextValue or BooleanValue or IntegerValue or FloatValue or NoneValue
        || (value is ListValue { Kind: ListKind.Tuple } tuple && tuple.Items.All(CanBeKey));

    private bool HaveEqualItems(ListValue left, ListValue right)
    {
        if (left.Kind != right.Kind || !left.HasIndex || left.Items.Count != right.Items.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Items.Count; i++)
        {
            if (!Equals(left.Items[i], right.Items[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveEqualEntries(DictValue left, DictValue right) => left.Entries.Count == right.Entries.Count
        && left.Entries.All(entry => right.Find(entry.Key) is { } value && Equals(entry.Value, value));

    private static bool AreEqualNumbers(Value left, Value right)
    {
        if (Number.AsInteger(left) is { } a && Number.AsInteger(right) is { } b)
        {
            return a == b;
        }

        return Number.AsFloat(left) is { } x && Number.AsFloat(right) is { } y && x == y;
    }
}
