using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>Python's operators on numbers, strings and lists.</summary>
internal static class Arithmetic
{
    public static Value Apply(RenderContext context, string symbol, Value left, Value right)
    {
        if (symbol == "%" && left is TextValue)
        {
            throw context.Fail("formatting strings with '%' is not supported");
        }

        context.Defined(left);
        context.Defined(right);
        switch (symbol, left, right)
        {
            case ("+", TextValue a, TextValue b):
                context.CheckLength((long)a.Text.Length + b.Text.Length);
                return context.Text(new TracedTextBuilder().Append(a.Traced).Append(b.Traced).Build());
            case ("+", ListValue { HasIndex: true } a, ListValue b) when a.Kind == b.Kind && a.Kind != ListKind.Range:
                context.Charge(a.Items.Count + b.Items.Count);
                return context.List([.. a.Items, .. b.Items], a.Kind);
            case ("*", TextValue or ListValue { Kind: ListKind.List or ListKind.Tuple }, _) when Number.AsInteger(right) is { } times:
                return Repeat(context, left, times);
            case ("*", _, TextValue or ListValue { Kind: ListKind.List or ListKind.Tuple }) when Number.AsInteger(left) is { } times:
                return Repeat(context, right, times);
        }

        if (Number.AsInteger(left) is { } x && Number.AsInteger(right) is { } y)
        {
            return OfIntegers(context, symbol, x, y);
        }

        return Number.AsFloat(left) is { } p && Number.AsFloat(right) is { } q
            ? OfFloats(context, symbol, p, q)
            : throw context.Fail($"'{symbol}' is not possible between '{left.TypeName}' and '{right.TypeName}'");
    }

    /// <summary>Python's order.</summary>
    public static int Compare(RenderContext context, string symbol, Value left, Value right)
    {
        context.Defined(left);
        context.Defined(right);
        context.Charge(Math.Min(left.Weight, right.Weight));
        if (left is TextValue a && right is TextValue b)
        {
            return PythonString.Compare(a.Text, b.Text);
        }

        if (Number.AsInteger(left) is { } x && Number.AsInteger(right) is { } y)
        {
            return x.CompareTo(y);
        }

        return Number.AsFloat(left) is { } p && Number.AsFloat(right) is { } q
            ? p.CompareTo(q)
            : throw context.Fail($"'{symbol}' is not supported between '{left.TypeName}' and '{right.TypeName}'");
    }

    private static Value Repeat(RenderContext context, Value value, long times)
    {
        times = Math.Max(0, times);
        if (value is TextValue text)
        {
            if (text.Text.Length > 0 && times > context.Limits.MaxOutput / text.Text.Length)
            {
                throw context.Fail($"a text is longer than {context.Limits.MaxOutput} characters");
            }

            context.Charge(times);
            var repeated = new TracedTextBuilder();
            for (long i = 0; i < times && text.Text.Length > 0; i++)
            {
                repeated.Append(text.Traced);
            }

            return context.Text(repeated.Build());
        }

        var list = (ListValue)value;
        context.Charge(checked(Math.Min(times, context.Limits.MaxSteps + 1) * Math.Max(1, list.Items.Count)));
        return context.List([.. Enumerable.Repeat(list.Items, (int)times).SelectMany(items => items)], list.Kind);
    }

    private static Value OfIntegers(RenderContext context, string symbol, long left, long right)
    {
        if (right == 0 && symbol is ("/" or "//" or "%"))
        {
            throw context.Fail("division by zero");
        }

        try
        {
            return symbol switch
            {
                "+" => new IntegerValue(checked(left + right)),
                "-" => new IntegerValue(checked(left - right)),
                "*" => new IntegerValue(checked(left * right)),
                "/" => new FloatValue((double)left / right),
                "//" => new IntegerValue(checked(left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0)),
                _ => new IntegerValue(Modulo(left, right)),
            };
        }
        catch (OverflowException)
        {
            throw context.Fail("a whole number needs more than 64 bits");
        }
    }

    /// <summary>The remainder with the divisor's sign.</summary>
    private static long Modulo(long left, long right)
    {
        var rest = right == -1 ? 0 : left % right;
        return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
    }

    private static Value OfFloats(RenderContext context, string symbol, double left, double right)
    {
        if (right == 0 && symbol is ("/" or "//" or "%"))
        {
            throw context.Fail("division by zero");
        }

        return new FloatValue(symbol switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => Math.Floor(left / right),
            _ => left - (right * Math.Floor(left / right)),
        });
    }
}
