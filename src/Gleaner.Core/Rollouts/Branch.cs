using System.Globalization;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>An open rollout: a branch off a trunk, or off s0.</summary>
internal sealed class Branch : IAsyncDisposable
{
    private readonly IEnvironment _environment;
    private readonly TurnTimer _timer;
    private readonly CancellationTokenSource? _ending;
    private Task? _abandoned;
    private double _returnBefore;

    private Branch(IEnvironment environment, RolloutRequest request, int index, IEpisode episode, OpenEpisode agent, TurnTimer timer, CancellationTokenSource? ending)
    {
        _environment = environment;
        _timer = timer;
        _ending = ending;
        Request = request;
        Index = index;
        Episode = episode;
        Agent = agent;
    }

    public RolloutRequest Request { get; }

    public int Index { get; }

    public IEpisode Episode { get; }

    public OpenEpisode Agent { get; }

    /// <summary>When it began, as the timer's clock counts.</summary>
    public long Started { get; private init; }

    public static async ValueTask<Branch> BeginAsync(
        IEnvironment environment, RolloutRequest request, int index, Seed seed, TurnTimer timer, CancellationToken cancellationToken)
    {
        var started = timer.Clock.GetTimestamp();
        var task = request.Start.Task;
        var ending = timer.IsLimited ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken) : null;
        var isAbandoned = false;
        try
        {
            var reset = environment.ResetAsync(task, ending?.Token ?? cancellationToken).AsTask();
            if (ending is not null && !await timer.EndsAsync(reset).ConfigureAwait(false))
            {
                isAbandoned = true;
                _ = TurnTimer.AbandonAsync(reset, ending, async () => await (await reset.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false));
                throw timer.TimedOut($"The reset of {task}");
            }

            var episode = await reset.ConfigureAwait(false);
            var agent = new OpenEpisode(task, episode.Observation, request.SeedUnder(seed).ToStream());
            return new Branch(environment, request, index, episode, agent, timer, ending) { Started = started };
        }
        catch when (!isAbandoned)
        {
            ending?.Dispose();
            throw;
        }
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
        var result = await TurnAsync(action, cancellationToken).ConfigureAwait(false);
        if (!double.IsFinite(result.Reward) || !double.IsFinite(Episode.Return))
        {
            throw new EnvironmentFailedException(StopReason.EnvironmentError, string.Create(
                CultureInfo.InvariantCulture, $"Step {Agent.Turns.Count + 1} of {Request.Start.Task} gave the reward {result.Reward} and the return {Episode.Return}; both must be finite numbers."));
        }

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
        new(Request.Start.Task, policy, [.. Agent.Turns], Agent.Observation, _abandoned is null && double.IsFinite(Episode.Return) ? Episode.Return : _returnBefore, stopReason);

    public async ValueTask DisposeAsync()
    {
        if (_abandoned is not null)
        {
            // Not while it is stepping; nobody waits for that.
            _ = TurnTimer.AbandonAsync(_abandoned, _ending!, Episode.DisposeAsync);
            return;
        }

        _ending?.Dispose();
        await Episode.DisposeAsync().ConfigureAwait(false);
    }

    // A step that ends at once, as in process, costs no more than without a limit.
    private ValueTask<StepResult> TurnAsync(string action, CancellationToken cancellationToken)
    {
        _returnBefore = Episode.Return;
        if (_ending is null)
        {
            return Episode.StepAsync(action, cancellationToken);
        }

        var step = Episode.StepAsync(action, _ending.Token);
        return step.IsCompleted ? step : WaitAsync(step.AsTask());
    }

    private async ValueTask<StepResult> WaitAsync(Task<StepResult> step)
    {
        if (!await _timer.EndsAsync(step).ConfigureAwait(false))
        {
            _abandoned = step;
            throw _timer.TimedOut($"Step {Agent.Turns.Count + 1} of {Request.Start.Task}");
        }

        return await step.ConfigureAwait(false);
    }

    private bool IsAsRecorded(string recorded) =>
        Episode.Observation.Text is var seen && (seen == recorded || _environment.ShowsSameState(recorded, seen));
}
