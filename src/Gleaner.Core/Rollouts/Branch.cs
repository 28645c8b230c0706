using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>An open rollout: a branch off a trunk, or off s0.</summary>
internal sealed class Branch : IAsyncDisposable
{
    private readonly IEnvironment _environment;

    private Branch(IEnvironment environment, RolloutRequest request, int index, IEpisode episode, OpenEpisode agent)
    {
        _environment = environment;
        Request = request;
        Index = index;
        Episode = episode;
        Agent = agent;
    }

    public RolloutRequest Request { get; }

    public int Index { get; }

    public IEpisode Episode { get; }

    public OpenEpisode Agent { get; }

    public static async ValueTask<Branch> BeginAsync(
        IEnvironment environment, RolloutRequest request, int index, Seed seed, CancellationToken cancellationToken)
    {
        var episode = await environment.ResetAsync(request.Start.Task, cancellationToken).ConfigureAwait(false);
        var agent = new OpenEpisode(request.Start.Task, episode.Observation, request.SeedUnder(seed).ToStream());
        return new Branch(environment, request, index, episode, agent);
    }

    /// <summary>Replays the trunk's actions before the start state, comparing what is seen with what was recorded.</summary>
    /// <returns>Null when the start state is reached, else why not.</returns>
    public async ValueTask<StopReason?> ReachStartAsync(CancellationToken cancellationToken)
    {
        if (Request.Start.Trunk?.Trajectory is not { } trunk)
        {
            return null;
        }

        for (var step = 0; step <= Request.Start.Step; step++)
        {
            if (Episode.IsDone || !IsAsRecorded(trunk.Turns[step].Observation.Text))
            {
                return StopReason.ReplayDiverged;
            }

            if (step < Request.Start.Step)
            {
                var turn = trunk.Turns[step];
                await StepAsync(new Decision(turn.Action, turn.Tokens) { Thought = turn.Thought, LeftOut = turn.LeftOut }, turn.Author, turn.IsMalformed, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Does what was decided; there must be an action.</summary>
    public async ValueTask StepAsync(Decision decision, Author author, bool isMalformed, CancellationToken cancellationToken)
    {
        var action = decision.Action!;
        var seen = Agent.Observation;
        var result = await Episode.StepAsync(action, cancellationToken).ConfigureAwait(false);
        Agent.Add(
            new Turn(seen, action, author, result.Reward, result.WasPossible)
            {
                IsMalformed = isMalformed,
                Thought = decision.Thought,
                LeftOut = decision.LeftOut,
                Tokens = decision.Tokens,
            },
            result.Observation);
    }

    public Trajectory ToTrajectory(string policy, StopReason stopReason) =>
        new(Request.Start.Task, policy, [.. Agent.Turns], Agent.Observation, Episode.Return, stopReason);

    public ValueTask DisposeAsync() => Episode.DisposeAsync();

    private bool IsAsRecorded(string recorded) =>
        Episode.Observation.Text is var seen && (seen == recorded || _environment.ShowsSameState(recorded, seen));
}
