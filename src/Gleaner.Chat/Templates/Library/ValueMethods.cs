using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Library;

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
        Func<RenderContext, Arguments, Value>? method = target switch
        {
            TextValue text => TextMethods.Find(text, name),
            DictValue dict => OfDict(dict, name),
            _ => null,
        };
        if (method is not null)
        {
            return new FunctionValue(name, method);
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
