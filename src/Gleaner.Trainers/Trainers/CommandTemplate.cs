using System.Collections.Immutable;
using System.Globalization;

namespace Gleaner.Trainers.Trainers;

/// <summary>
/// A program and its arguments with placeholders: <c>{data}</c>, <c>{base}</c>, <c>{output}</c>, <c>{steps}</c>, <c>{batch}</c>,
/// <c>{learning_rate}</c>, <c>{seed}</c>; <c>{{</c> and <c>}}</c> stand for braces. No shell sees it: an argument stays one argument,
/// whatever a path holds.
/// </summary>
public sealed class CommandTemplate
{
    private static readonly ImmutableArray<string> Needed = ["data", "output"];

    private readonly ImmutableArray<string> _arguments;

    /// <summary>Checks a template.</summary>
    /// <exception cref="GleanerException">It is empty, names an unknown placeholder, or neither reads the data nor writes the output.</exception>
    public CommandTemplate(IEnumerable<string> arguments)
    {
        _arguments = [.. arguments];
        if (_arguments.IsEmpty || string.IsNullOrWhiteSpace(_arguments[0]))
        {
            throw new GleanerException("The trainer's command is empty; its first part must be a program.");
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var argument in _arguments)
        {
            Placeholders.Fill(argument, name =>
            {
                used.Add(name);
                return "";
            });
        }

        var known = Values(new TrainingJob("", "", ""));
        if (used.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
        {
            throw new GleanerException($"The trainer's command has the placeholder {{{unknown}}}; there are {string.Join(", ", known.Keys.Order(StringComparer.Ordinal).Select(name => $"{{{name}}}"))}.");
        }

        if (Needed.FirstOrDefault(name => !used.Contains(name)) is { } missing)
        {
            throw new GleanerException($"The trainer's command has no {{{missing}}}: it would not know {(missing == "data" ? "what to train on" : "where to put the model")}.");
        }
    }

    /// <summary>The arguments for a job; the first is the program.</summary>
    public ImmutableArray<string> For(TrainingJob job)
    {
        var values = Values(job);
        return [.. _arguments.Select(argument => Placeholders.Fill(argument, name => values[name]))];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _arguments);

    private static Dictionary<string, string> Values(TrainingJob job) => new(StringComparer.Ordinal)
    {
        ["data"] = job.Data,
        ["base"] = job.BaseModel,
        ["output"] = job.Output,
        ["steps"] = job.Steps.ToString(CultureInfo.InvariantCulture),
        ["batch"] = job.BatchSize.ToString(CultureInfo.InvariantCulture),
        ["learning_rate"] = job.LearningRate.ToString("R", CultureInfo.InvariantCulture),
        ["seed"] = job.Seed.ToString(CultureInfo.InvariantCulture),
    };
}
