using Gleaner.Chat.Templates.Execution;
using Gleaner.Chat.Templates.Library;
using Gleaner.Chat.Templates.Statements;
using Gleaner.Chat.Templates.Syntax;
using Gleaner.Chat.Templates.Values;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>
/// A chat template: a program in the part of Jinja that chat models use, rendered as model folders expect it (<c>trim_blocks</c>,
/// <c>lstrip_blocks</c>). It can reach the variables it is given and nothing else. Immutable; may be used from many threads.
/// </summary>
public sealed class ChatTemplate
{
    private readonly BlockStatement _program;
    private readonly ChatTemplateLimits _limits;

    private ChatTemplate(string name, BlockStatement program, ChatTemplateLimits limits)
    {
        Name = name;
        _program = program;
        _limits = limits;
    }

    /// <summary>Name for messages, usually the file.</summary>
    public string Name { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="source">The source.</param>
    /// <param name="name">Name for messages, usually the file.</param>
    /// <param name="limits">What the template may cost; <see cref="ChatTemplateLimits.Default"/> where null.</param>
    /// <exception cref="ChatTemplateException">The source is no template, uses what is not supported, or is beyond the limits.</exception>
    public static ChatTemplate Parse(string source, string name = "chat template", ChatTemplateLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        limits ??= ChatTemplateLimits.Default;
        return new ChatTemplate(name, StatementParser.Parse(name, source, limits), limits);
    }

    /// <summary>Renders messages.</summary>
    /// <exception cref="ChatTemplateException">
    /// The template refuses the messages, uses what is not supported, or is beyond the limits.
    /// </exception>
    public TracedText Render(ChatTemplateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Render(VariableReader.Read(input), input.Clock);
    }

    internal TracedText Render(IReadOnlyDictionary<string, Value> variables, TimeProvider clock)
    {
        var builtIn = new Scope(null);
        Functions.Define(builtIn);
        var scope = new Scope(builtIn);
        foreach (var (name, value) in variables)
        {
            scope.Set(name, value);
        }

        var context = new RenderContext(Name, _limits, clock, new Scope(scope));
        _program.Execute(context);
        return context.Output.Build();
    }
}
