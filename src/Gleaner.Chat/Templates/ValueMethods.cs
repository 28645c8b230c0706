using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>Methods of strings and dicts. Python's other methods are refused by name.</summary>
internal static class ValueMethods
{
    private static readonly string[] OtherTextMethods =
    [
        "casefold", "center", "count", "encode", "expandtabs", "find", "format", "format_map", "index", "isalnum", "isalpha", "isascii",
        "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper", "join", "ljust",
        "maketrans", "partition", "removeprefix", "removesuffix", "rfind", "rindex", "rjust", "rpartition", "rsplit", "splitlines",
        "swapcase", "translate", "zfill",
    ];

    private static readonly string[] OtherDictMethods = ["clear", "copy", "fromkeys", "pop", "popitem", "setdefault", "update"];

    private static readonly string[] OtherListMethods =
        ["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];

    /// <summary>A method bound to its value, or null if Python has none of this name.</summary>
    public static FunctionValue? Find(RenderContext context, Value target, string name)
    {
        var method = target switch
        {
            TextValue text => TextMethods.Find(text, name),
            DictValue dict => OfDict(dict, name),
            _ => null,
        };
        if (method is not null)
        {
            return new FunctionValue(method);
        }

        var isOther = target switch
        {
            TextValue => OtherTextMethods.Contains(name),
            DictValue => OtherDictMethods.Contains(name),
            ListValue => OtherListMethods.Contains(name),
            _ => false,
        };
        return isOther ? throw context.Fail($"the method '{name}' of '{target.TypeName}' is not supported") : null;
    }

    private static Func<RenderContext, Arguments, Value>? OfDict(DictValue dict, string name) => name switch
    {
        "keys" => (context, arguments) => View(context, arguments, name, dict.Entries.Select(entry => entry.Key)),
        "values" => (context, arguments) => View(context, arguments, name, dict.Entries.Select(entry => entry.Value)),
        "items" => (context, arguments) => View(context, arguments, name, Pairs(context, dict)),
        "get" => (context, arguments) =>
        {
            var given = arguments.Bind(context, "'get'", "key", "default");
            var key = given[0] ?? throw context.Fail("'get' needs a key");
            return ValueEquality.CanBeKey(key)
                ? dict.Find(key) ?? given[1] ?? NoneValue.Instance
                : key is UndefinedValue ? given[1] ?? NoneValue.Instance : throw context.Fail($"'{key.TypeName}' cannot be a key of a dict");
        },
        _ => null,
    };

    public static IEnumerable<Value> Pairs(RenderContext context, DictValue dict) =>
        dict.Entries.Select(entry => context.List([entry.Key, entry.Value], ListKind.Tuple));

    private static ListValue View(RenderContext context, Arguments arguments, string name, IEnumerable<Value> items)
    {
        arguments.Bind(context, $"'{name}'");
        return context.List([.. items], ListKind.View);
    }
}

/// <summary>Methods of strings.</summary>
internal static class TextMethods
{
    public static Func<RenderContext, Arguments, Value>? Find(TextValue text, string name) => name switch
    {
        "strip" => (context, arguments) => Strip(context, text.Traced, arguments, name, left: true, right: true),
        "lstrip" => (context, arguments) => Strip(context, text.Traced, arguments, name, left: true, right: false),
        "rstrip" => (context, arguments) => Strip(context, text.Traced, arguments, name, left: false, right: true),
        "startswith" => (context, arguments) => HasEnd(context, arguments, name, part => text.Text.StartsWith(part, StringComparison.Ordinal)),
        "endswith" => (context, arguments) => HasEnd(context, arguments, name, part => text.Text.EndsWith(part, StringComparison.Ordinal)),
        "split" => (context, arguments) => Split(context, text, arguments),
        "replace" => (context, arguments) => Replace(context, text.Traced, arguments),
        "upper" => (context, arguments) => Map(context, text.Traced, arguments, name, char.ToUpperInvariant),
        "lower" => (context, arguments) => Map(context, text.Traced, arguments, name, char.ToLowerInvariant),
        "capitalize" => (context, arguments) => NoArguments(context, arguments, name, PythonString.Title(text.Traced, _ => false)),
        "title" => (context, arguments) => NoArguments(context, arguments, name, PythonString.Title(text.Traced, before => !char.IsLetter(before))),
        _ => null,
    };

    public static Value Strip(RenderContext context, TracedText text, Arguments arguments, string name, bool left, bool right)
    {
        var characters = arguments.Bind(context, $"'{name}'", "chars")[0] switch
        {
            null or NoneValue => null,
            TextValue given => given.Text,
            var other => throw context.Fail($"'{name}' takes a string, not '{other.TypeName}'"),
        };
        context.Charge((long)text.Length * (characters?.Length ?? 1) / 8);
        return context.Text(PythonString.Strip(text, characters, left, right));
    }

    public static Value Map(RenderContext context, TracedText text, Arguments arguments, string name, Func<char, char> change) =>
        NoArguments(context, arguments, name, PythonString.Map(text, change));

    public static Value NoArguments(RenderContext context, Arguments arguments, string name, TracedText text)
    {
        arguments.Bind(context, $"'{name}'");
        return context.Text(text);
    }

    public static Value Replace(RenderContext context, TracedText text, Arguments arguments)
    {
        var given = arguments.Bind(context, "'replace'", "old", "new", "count");
        if (given[0] is not { } old || given[1] is not { } made)
        {
            throw context.Fail("'replace' needs the old and the new text");
        }

        var most = given[2] is null or NoneValue ? -1 : context.Integer(given[2]!, "the count of 'replace'");
        var sought = context.ToText(old).Text;
        var put = context.ToText(made);
        if (sought.Length == 0)
        {
            throw context.Fail("'replace' of the empty text is not supported");
        }

        context.Charge((text.Length + text.Runs.Length) / 4);
        var parts = PythonString.Split(text, sought, most);
        context.Charge((long)parts.Count * (2 + put.Runs.Length));
        context.CheckLength(text.Length + ((parts.Count - 1) * ((long)put.Length - sought.Length)));
        return context.Text(PythonString.Join(parts, put));
    }

    private static Value HasEnd(RenderContext context, Arguments arguments, string name, Func<string, bool> has) =>
        arguments.Bind(context, $"'{name}'", "part")[0] switch
        {
            TextValue part => BooleanValue.Of(has(part.Text)),
            ListValue { Kind: ListKind.Tuple } parts when parts.Items.All(part => part is TextValue) =>
                BooleanValue.Of(parts.Items.Any(part => has(((TextValue)part).Text))),
            _ => throw context.Fail($"'{name}' takes a string or a tuple of strings"),
        };

    private static Value Split(RenderContext context, TextValue text, Arguments arguments)
    {
        var given = arguments.Bind(context, "'split'", "sep", "maxsplit");
        var most = given[1] is null ? -1 : context.Integer(given[1]!, "the maxsplit of 'split'");
        context.Charge(text.Weight + text.Text.Length);
        return given[0] switch
        {
            null or NoneValue => context.Texts(PythonString.SplitAtSpace(text.Traced, most)),
            TextValue { Text.Length: > 0 } separator => context.Texts(PythonString.Split(text.Traced, separator.Text, most)),
            _ => throw context.Fail("'split' takes a string that is not empty"),
        };
    }
}
