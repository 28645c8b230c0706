using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Tasks;

namespace Gleaner.Experiments;

/// <summary>An environment that the program itself brings, with its lists of tasks. What it was opened with is not its own to close.</summary>
internal sealed class GivenWorld(IEnvironment environment, string rules, ImmutableSortedDictionary<string, ImmutableArray<TaskId>> lists) : World
{
    public override IEnvironment Environment => environment;

    public override string Rules => rules;

    public override ImmutableSortedDictionary<string, string> DataHashes => ImmutableSortedDictionary<string, string>.Empty;

    public override ImmutableArray<string> TaskLists => [.. lists.Keys];

    public override IReadOnlyList<TaskId> TasksOf(string list) => lists[list];
}
