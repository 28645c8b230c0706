using System.Collections.Immutable;

namespace Gleaner.Trainers.Trainers;

/// <summary>
/// A program and its arguments that make a server answer with a new model, with the placeholders <c>{name}</c> and <c>{folder}</c>;
/// no shell sees it.
/// </summary>
public sealed class PublishTemplate
{
    private readonly ImmutableArray<string> _arguments;

    /// <summary>Checks a template.</summary>
    /// <exception cref="GleanerException">It is empty or names an unknown placeholder.</exception>
    public PublishTemplate(IEnumerable<string> arguments)
    {
        _arguments = [.. arguments];
        if (_arguments.IsEmpty || string.IsNullOrWhiteSpace(_arguments[0]))
        {
            throw new GleanerException("The publishing command is empty; its first part must be a program.");
        }

        _ = For("", "");
    }

    /// <summary>The arguments for a model; the first is the program.</summary>
    /// <param name="name">The name that the server is to answer to.</param>
    /// <param name="folder">The model's folder, absolute.</param>
    public ImmutableArray<string> For(string name, string folder) => [.. _arguments.Select(argument => Placeholders.Fill(argument, placeholder => placeholder switch
    {
        "name" => name,
        "folder" => folder,
        _ => throw new GleanerException($"The publishing command has the placeholder {{{placeholder}}}; there are {{name}}, {{folder}}."),
    }))];
}
