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
    /// <exception cref="ChatTemplateException">The source is not a template, uses what is not supported, or is beyond the limits.</exception>
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

/// <summary>
/// What a template may cost at most. A template is a program from a downloaded folder; these bounds make it end, and with the
/// defaults keep it below 256 MB.
/// </summary>
public sealed record ChatTemplateLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static ChatTemplateLimits Default { get; } = new();

    /// <summary>Characters of the source.</summary>
    public int MaxSource { get; init; } = 256 * 1024;

    /// <summary>Depth of nested expressions and statements, of calls of macros, and of lists within lists.</summary>
    public int MaxDepth { get; init; } = 150;

    /// <summary>
    /// Steps of one rendering: a node of the program, an element of a list made, or eight characters of a string made or read
    /// costs one.
    /// </summary>
    public long MaxSteps { get; init; } = 2_000_000;

    /// <summary>Characters of the output, and of any string on the way to it.</summary>
    public int MaxOutput { get; init; } = 4 * 1024 * 1024;

    /// <summary>Numbers of a <c>range</c>.</summary>
    public int MaxRange { get; init; } = 100_000;
}

/// <summary>
/// A chat template cannot be read or carried out: damaged, beyond its limits, asking for what is not supported, or refusing the
/// messages itself. The message names the template, the line and the cause.
/// </summary>
public sealed class ChatTemplateException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="template">Name of the template, usually its file.</param>
    /// <param name="line">Line in the template, from 1.</param>
    /// <param name="reason">What is wrong, a clause without a full stop.</param>
    public ChatTemplateException(string template, int line, string reason)
        : base($"{template}, line {line}: {reason}.")
    {
        Template = template;
        Line = line;
        Reason = reason;
    }

    /// <summary>Name of the template.</summary>
    public string Template { get; }

    /// <summary>Line in the template, from 1.</summary>
    public int Line { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    /// <summary>Whether the template itself refused, by <c>raise_exception</c>.</summary>
    public bool IsRaisedByTemplate { get; init; }
}
