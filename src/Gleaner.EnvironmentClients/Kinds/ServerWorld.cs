using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Tasks;

namespace Gleaner.EnvironmentClients.Kinds;

/// <summary>An environment behind a server, which knows its tasks by number.</summary>
/// <param name="environment">The environment; closed with the world if it can be.</param>
/// <param name="taskOf">The task with a number.</param>
/// <param name="keys">Which numbers there are.</param>
/// <param name="rules">What a chat model is told.</param>
/// <param name="dataHashes">What is known of the server's data.</param>
internal sealed class ServerWorld(
    IEnvironment environment, Func<int, TaskId> taskOf, ServerKeys keys, string rules, ImmutableSortedDictionary<string, string> dataHashes)
    : World
{
    /// <summary>All numbers from 0.</summary>
    public const string Numbers = "numbers";

    /// <summary>The numbers that the configuration lists.</summary>
    public const string Ids = "ids";

    private readonly Lazy<ImmutableArray<TaskId>> _numbers = new(() => [.. Enumerable.Range(0, keys.Count).Select(taskOf)]);
    private readonly ImmutableArray<TaskId> _ids = [.. keys.Ids.Select(taskOf)];

    public override IEnvironment Environment => environment;

    public override string Rules => rules;

    public override ImmutableSortedDictionary<string, string> DataHashes => dataHashes;

    public override ImmutableArray<string> TaskLists => [Numbers, Ids];

    public override IReadOnlyList<TaskId> TasksOf(string list) => list == Ids ? _ids : _numbers.Value;

    public override async ValueTask DisposeAsync()
    {
        if (environment is IAsyncDisposable closing)
        {
            await closing.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }
}
