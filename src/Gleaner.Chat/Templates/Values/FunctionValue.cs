using Gleaner.Chat.Templates.Execution;

namespace Gleaner.Chat.Templates.Values;

/// <summary>What can be called: a function of the program, a method bound to its value, a macro.</summary>
internal sealed class FunctionValue(string name, Func<RenderContext, Arguments, Value> call) : Value
{
    public string Name => name;

    public override string TypeName => "function";

    public override bool IsTrue => true;

    public Value Call(RenderContext context, Arguments arguments) => call(context, arguments);
}
