using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Expressions;

/// <summary>A variable.</summary>
internal sealed class NameExpression(int line, string name) : Expression(line)
{
    public string Name => name;

    protected override Value Compute(RenderContext context) => context.Scope.Find(name)
        ?? (name is "dict" or "cycler" or "joiner" or "lipsum" or "self" or "caller" or "varargs" or "kwargs"
            ? throw context.Fail($"'{name}' is not supported")
            : new UndefinedValue($"'{name}' is undefined"));
}
