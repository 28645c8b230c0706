namespace Gleaner.Chat.Templates;

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
