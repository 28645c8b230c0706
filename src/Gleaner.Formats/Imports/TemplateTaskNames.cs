using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gleaner.IO.Json;
using Gleaner.Tasks;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Names tasks by a template, so that they are those of the user's own environment: <c>form/{index}</c>. In braces stand
/// <c>index</c> (the run's number, from 0), <c>file</c> (its file's name without extension), <c>hash</c> (of what the agent was told)
/// and <c>field:PATH</c> (a member of the run, <c>field:metadata.task</c>).
/// </summary>
public sealed partial class TemplateTaskNames : TaskNames
{
    private const string Field = "field:";

    private readonly string _template;

    /// <param name="template">The template.</param>
    /// <exception cref="GleanerException">It has none of these in braces, or something else.</exception>
    public TemplateTaskNames(string template)
        : base("imported")
    {
        ArgumentNullException.ThrowIfNull(template);
        _template = template;
        var names = Placeholder().Matches(template).Select(match => match.Groups["name"].Value).ToList();
        if (names.Count == 0 || names.Exists(name => name is not ("index" or "file" or "hash") && !(name.StartsWith(Field, StringComparison.Ordinal) && name.Length > Field.Length)))
        {
            throw new GleanerException($"The template of task ids '{template}' must hold {{index}}, {{file}}, {{hash}} or {{field:PATH}}, and nothing else in braces.");
        }
    }

    /// <inheritdoc/>
    public override (TaskId Task, bool IsKnown) Of(ImportedRun run, string opening)
    {
        ArgumentNullException.ThrowIfNull(run);
        return (Id(Placeholder().Replace(_template, match => match.Groups["name"].Value switch
        {
            "index" => run.Index.ToString(CultureInfo.InvariantCulture),
            "file" => Path.GetFileNameWithoutExtension(run.File),
            "hash" => Hash(opening),
            var field => TextAt(run, field[Field.Length..]),
        })), true);
    }

    /// <summary>A member of a run as part of an id.</summary>
    /// <exception cref="RunRefusedException">There is none.</exception>
    internal static string TextAt(ImportedRun run, string path) => run.At(path) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetText()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        null => throw new RunRefusedException("a member is missing", $"'{path}', which names the task"),
        { } other => throw new RunRefusedException("a member is of another type", $"'{path}' is {RunMembers.Word(other)}, and can't name a task"),
    };

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}")]
    private static partial Regex Placeholder();
}
