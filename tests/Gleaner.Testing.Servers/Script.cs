using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Testing.Servers;

/// <summary>A policy given as a function, and what it takes to run it.</summary>
public sealed class Script(Func<OpenEpisode, string?> act) : IPolicy, IPolicySession
{
    public string Name => "script";

    public static Task<System.Collections.Immutable.ImmutableArray<Rollout>> PlayAsync(
        IEnvironment environment, Func<OpenEpisode, string?> act, IEnumerable<StartState> starts, int maxTurns = 6, CancellationToken? cancellation = null) =>
        new RolloutEngine(environment).RunAsync(
            new Script(act),
            [.. starts.Select((start, index) => new RolloutRequest(start, index))],
            new Seed(1),
            new RolloutOptions { MaxTurns = maxTurns, Workers = 2, BatchSize = 4 },
            null,
            cancellation ?? TestContext.Current.CancellationToken);

    public static Task<System.Collections.Immutable.ImmutableArray<Rollout>> PlayAsync(
        IEnvironment environment, Func<OpenEpisode, string?> act, IEnumerable<TaskId> tasks, int maxTurns = 6, CancellationToken? cancellation = null) =>
        PlayAsync(environment, act, tasks.Select(StartState.Initial), maxTurns, cancellation);

    public static string Describe(Trajectory trajectory) =>
        string.Join(" | ", trajectory.Turns.Select(turn => $"{turn.Observation} > {turn.Action} ({turn.Reward})"))
        + $" | {trajectory.Final} = {trajectory.Return} {trajectory.StopReason}";

    public IPolicySession Open(Decoding decoding) => this;

    public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Decision>>([.. episodes.Select(episode => new Decision(act(episode)))]);

    public void Release(OpenEpisode episode)
    {
    }

    public void Dispose()
    {
    }
}
