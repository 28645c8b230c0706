using System.Globalization;
using System.Text;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>Functions that templates find under their names.</summary>
internal static class Functions
{
    public static void Define(Scope scope)
    {
        Add("raise_exception", (context, arguments) =>
        {
            var message = arguments.Bind(context, "'raise_exception'", "message")[0] ?? TextValue.Of("no reason is given");
            throw context.Raise(context.ToText(message).Text.TrimEnd('.'));
        });
        Add("namespace", MakeNamespace);
        Add("range", Range);
        Add("strftime_now", (context, arguments) =>
        {
            var format = arguments.Bind(context, "'strftime_now'", "format")[0] as TextValue ?? throw context.Fail("'strftime_now' needs a format");
            return context.Text(TracedText.Of(DateFormat.Write(context, format.Text, context.Clock.GetLocalNow()), TextOrigin.Data));
        });

        void Add(string name, Func<RenderContext, Arguments, Value> call) => scope.Set(name, new FunctionValue(call));
    }

    private static NamespaceValue MakeNamespace(RenderContext context, Arguments arguments)
    {
        var made = new NamespaceValue();
        foreach (var initial in arguments.Positional)
        {
            var dict = initial as DictValue ?? throw context.Fail("'namespace' takes a dict or named values");
            foreach (var (key, value) in dict.Entries)
            {
                made.Attributes[context.ToText(key).Text] = value;
            }
        }

        foreach (var (name, value) in arguments.Named)
        {
            made.Attributes[name] = value;
        }

        context.Charge(made.Attributes.Count);
        return made;
    }

    private static ListValue Range(RenderContext context, Arguments arguments)
    {
        var bounds = arguments.Bind(context, "'range'", "start", "stop", "step")
            .TakeWhile(bound => bound is not null).Select(bound => context.Integer(bound!, "a bound of 'range'")).ToArray();
        var (start, stop, step) = bounds switch
        {
            [var end] => (0L, end, 1L),
            [var first, var end] => (first, end, 1L),
            [var first, var end, var by] => (first, end, by),
            _ => throw context.Fail("'range' needs a bound"),
        };
        if (step == 0)
        {
            throw context.Fail("the step of 'range' must not be 0");
        }

        var distance = (Int128)stop - start;
        var count = distance == 0 || (distance > 0) != (step > 0) ? 0 : ((Int128.Abs(distance) - 1) / Int128.Abs(step)) + 1;
        if (count > context.Limits.MaxRange)
        {
            throw context.Fail($"'range' has more than {context.Limits.MaxRange} numbers");
        }

        context.Charge((long)count);
        var numbers = new Value[(int)count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = new IntegerValue(start + (i * step));
        }

        return context.List(numbers, ListKind.Range);
    }
}

/// <summary>The parts of C's <c>strftime</c> that dates in templates are written with, in English.</summary>
internal static class DateFormat
{
    public static string Write(RenderContext context, string format, DateTimeOffset now)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            i++;
            var part = i < format.Length ? format[i] : '\0';
            text.Append(part switch
            {
                '%' => "%",
                'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                _ => now.ToString(DotNetFormat(part) ?? throw context.Fail($"'%{part}' in the format of 'strftime_now' is not supported"), CultureInfo.InvariantCulture),
            });
        }

        return text.ToString();
    }

    private static string? DotNetFormat(char part) => part switch
    {
        'd' => "dd",
        'm' => "MM",
        'y' => "yy",
        'Y' => "yyyy",
        'b' => "MMM",
        'B' => "MMMM",
        'a' => "ddd",
        'A' => "dddd",
        'H' => "HH",
        'I' => "hh",
        'M' => "mm",
        'S' => "ss",
        'p' => "tt",
        _ => null,
    };
}

/// <summary>Arguments of a call, a filter or a test.</summary>
internal sealed class Arguments(IReadOnlyList<Value> positional, IReadOnlyList<KeyValuePair<string, Value>> named)
{
    public static Arguments None { get; } = new([], []);

    public IReadOnlyList<Value> Positional => positional;

    public IReadOnlyList<KeyValuePair<string, Value>> Named => named;

    /// <summary>Puts arguments to parameters; null where a parameter gets none.</summary>
    /// <exception cref="ChatTemplateException">There are too many, an unknown one, or one given twice.</exception>
    public Value?[] Bind(RenderContext context, string callee, params ReadOnlySpan<string> parameters)
    {
        if (positional.Count > parameters.Length)
        {
            throw context.Fail($"{callee} takes at most {parameters.Length} argument(s), not {positional.Count}");
        }

        var bound = new Value?[parameters.Length];
        for (var i = 0; i < positional.Count; i++)
        {
            bound[i] = positional[i];
        }

        foreach (var (name, value) in named)
        {
            var place = parameters.IndexOf(name);
            if (place < 0)
            {
                throw context.Fail($"{callee} has no supported argument '{name}'");
            }

            if (bound[place] is not null)
            {
                throw context.Fail($"{callee} gets '{name}' twice");
            }

            bound[place] = value;
        }

        return bound;
    }

    /// <summary>The same arguments without the first ones.</summary>
    public Arguments Skip(int count) => new(positional.Skip(count).ToList(), named);
}

/// <summary>The arguments written at a call, filter or test.</summary>
internal sealed class ArgumentList(IReadOnlyList<Expression> positional, IReadOnlyList<KeyValuePair<string, Expression>> named)
{
    public static ArgumentList None { get; } = new([], []);

    public Arguments Evaluate(RenderContext context) => positional.Count == 0 && named.Count == 0
        ? Arguments.None
        : new Arguments(
            [.. positional.Select(argument => argument.Evaluate(context))],
            [.. named.Select(argument => KeyValuePair.Create(argument.Key, argument.Value.Evaluate(context)))]);
}
