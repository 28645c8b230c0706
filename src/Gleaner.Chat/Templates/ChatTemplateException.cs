namespace Gleaner.Chat.Templates;

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
