using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

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
