using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Expressions;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates.Statements;

/// <summary><c>macro name(parameters)</c>: defines a function that gives the text of its body.</summary>
internal sealed class MacroStatement(
    int line, string name, IReadOnlyList<KeyValuePair<string, Expression?>> parameters, BlockStatement body) : Statement(line)
{
    protected override Flow Run(RenderContext context)
    {
        var defined = context.Scope;
        defined.Set(name, new FunctionValue(name, (callContext, arguments) => Call(callContext, arguments, defined)));
        return Flow.Next;
    }

    private TextValue Call(RenderContext context, Arguments arguments, Scope defined)
    {
        var names = parameters.Select(parameter => parameter.Key).ToArray();
        var given = arguments.Bind(context, $"macro '{name}'", names);
        var caller = context.Scope;
        context.Scope = new Scope(defined);
        for (var i = 0; i < given.Length; i++)
        {
            context.Scope.Set(
                names[i],
                given[i] ?? parameters[i].Value?.Evaluate(context) ?? new UndefinedValue($"parameter '{names[i]}' was not provided"));
        }

        var text = body.Capture(context);
        context.Scope = caller;
        return context.Text(text);
    }
}
