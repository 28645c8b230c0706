namespace Gleaner.Chat.Templates;

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
