using System.Collections.Immutable;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>
/// The lists of tasks that an experiment can take its tasks from, by name. The official ones follow from a rule; the others are
/// read from the user's files when they are asked for.
/// </summary>
public sealed class ScienceWorldTaskLists
{
    private readonly ImmutableArray<(string Name, Func<ImmutableArray<TaskVariation>> Read)> _lists;
    private readonly Simplifications _simplifications;

    /// <summary>Creates the lists.</summary>
    /// <param name="simplifications">The world in which the tasks are played.</param>
    /// <param name="files">Where published lists lie.</param>
    public ScienceWorldTaskLists(Simplifications simplifications, TaskListFiles files)
    {
        ArgumentNullException.ThrowIfNull(simplifications);
        ArgumentNullException.ThrowIfNull(files);
        _simplifications = simplifications;
        var eto = new Lazy<EtoSplits>(() => EtoSplits.Read(files.Eto!));
        var lists = ImmutableArray.CreateBuilder<(string, Func<ImmutableArray<TaskVariation>>)>();
        lists.Add(("official-train", () => OfficialSplits.All(OfficialSplit.Train)));
        lists.Add(("official-dev", () => OfficialSplits.All(OfficialSplit.Dev)));
        lists.Add(("official-test", () => OfficialSplits.All(OfficialSplit.Test)));
        if (files.Eto is not null)
        {
            lists.Add(("eto-train", () => eto.Value.Train));
            lists.Add(("eto-dev", () => eto.Value.Dev));
            lists.Add(("eto-test", () => eto.Value.Test));
        }

        if (files.AgentGymTrain is { } train)
        {
            lists.Add(("agentgym-train", () => train.Read(OfficialSplit.Train)));
        }

        if (files.AgentGymTest is { } test)
        {
            lists.Add(("agentgym-test", () => test.Read(OfficialSplit.Test)));
        }

        _lists = lists.ToImmutable();
    }

    /// <summary>The names of the lists that are at hand.</summary>
    public IEnumerable<string> Names => _lists.Select(list => list.Name);

    /// <summary>The tasks of a list, in its order.</summary>
    /// <exception cref="GleanerException">There is no list of this name, or its file cannot be read.</exception>
    public ImmutableArray<TaskId> Read(string name)
    {
        var list = _lists.FirstOrDefault(list => list.Name == name);
        return list.Read is null
            ? throw new GleanerException($"ScienceWorld has no list of tasks '{name}' here: there are {string.Join(", ", Names)}. For others, configure the path of their file.")
            : [.. list.Read().Select(task => task.With(_simplifications).Id)];
    }
}

/// <summary>Where the user's copies of published lists lie; what is null is not at hand.</summary>
public sealed record TaskListFiles
{
    /// <summary>Folder with ETO's <c>train_indices.json</c>, <c>dev_indices.json</c> and <c>test_indices.json</c>.</summary>
    public string? Eto { get; init; }

    /// <summary>AgentGym's training ids.</summary>
    public AgentGymList? AgentGymTrain { get; init; }

    /// <summary>AgentGym's test ids.</summary>
    public AgentGymList? AgentGymTest { get; init; }
}
