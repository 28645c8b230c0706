using System.Globalization;
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

/// <summary>Numbers as Python takes and writes them.</summary>
internal static class Number
{
    /// <summary>The whole number, a truth value as 0 or 1; null for anything else.</summary>
    public static long? AsInteger(Value value) => value switch
    {
        IntegerValue integer => integer.Number,
        BooleanValue => value.IsTrue ? 1 : 0,
        _ => null,
    };

    /// <summary>The number of any type; null for what is not a number.</summary>
    public static double? AsFloat(Value value) => value is FloatValue number ? number.Number : AsInteger(value);

    /// <summary>The shortest digits that give the number back, in Python's form.</summary>
    public static string Write(double number)
    {
        if (double.IsNaN(number))
        {
            return "nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        if (number == 0)
        {
            return double.IsNegative(number) ? "-0.0" : "0.0";
        }

        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 16)
        {
            var plain = shortest.Contains('E') ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.') ? plain : plain + ".0";
        }

        var mark = shortest.IndexOf('E');
        var digits = mark < 0 ? shortest : shortest[..mark];
        if (mark < 0)
        {
            digits = Mantissa(digits);
        }

        return $"{digits}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>A whole number, or the whole part of a decimal one.</summary>
    public static bool TryParse(string text, out long number)
    {
        var bare = text.AsSpan();
        while (bare.Length > 0 && PythonString.IsSpace(bare[0]))
        {
            bare = bare[1..];
        }

        while (bare.Length > 0 && PythonString.IsSpace(bare[^1]))
        {
            bare = bare[..^1];
        }

        if (long.TryParse(bare, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (bare.Length > 0 && double.TryParse(bare, Decimal, CultureInfo.InvariantCulture, out var real) && Math.Abs(real) < long.MaxValue)
        {
            number = (long)real;
            return true;
        }

        return false;
    }

    private static string Mantissa(string digits)
    {
        var sign = digits[0] == '-' ? "-" : "";
        var bare = digits.Replace("-", "").Replace(".", "").TrimStart('0').TrimEnd('0');
        return sign + bare[0] + (bare.Length > 1 ? "." + bare[1..] : "");
    }
}
