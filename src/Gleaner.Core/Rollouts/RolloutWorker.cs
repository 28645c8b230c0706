using System.Runtime.ExceptionServices;
using Gleaner.Environments;
using Gleaner.IO.Texts;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>One worker of the engine: a policy session and the batch of episodes that it has open.</summary>
internal sealed class RolloutWorker(
    IEnvironment environment, string policyName, PolicyTimer session, RolloutOptions options, Seed seed, FailureLimit failures)
    : IAsyncDisposable
{
    private const int LongestFailure = 500;

    private readonly List<Branch> _open = [];
    private readonly TurnTimer _timer = new(environment.TurnTime ?? options.TurnTime, options.Clock);

    public async Task RunAsync(
        RolloutQueue waiting, IReadOnlyList<RolloutRequest> requests, Action<int, Rollout> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await RefillAsync(waiting, requests, report, cancellationToken).ConfigureAwait(false);
            if (_open.Count == 0)
            {
                return;
            }

            var decisions = await session.ActAsync(_open.ConvertAll(branch => branch.Agent), cancellationToken).ConfigureAwait(false);
            if (decisions.Count != _open.Count)
            {
                throw new InvalidOperationException(
                    $"Policy '{policyName}' was asked about {_open.Count} episodes and returned {decisions.Count} decisions.");
            }

            await AdvanceAllAsync(decisions, report, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes what is open still: the run is being stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var branch in _open)
        {
            await branch.DisposeAsync().ConfigureAwait(false);
        }

        _open.Clear();
    }

    private async ValueTask RefillAsync(
        RolloutQueue waiting, IReadOnlyList<RolloutRequest> requests, Action<int, Rollout> report, CancellationToken cancellationToken)
    {
        // A rollout that could not even begin leaves its place free at once.
        while (waiting.Take(options.BatchSize - _open.Count) is { Count: > 0 } group)
        {
            var starts = group.Select(index => BeginAsync(requests[index], index, cancellationToken)).ToList();
            var (begun, exception) = await WhenAllAsync(starts).ConfigureAwait(false);
            _open.AddRange(begun.Select(start => start.Branch).OfType<Branch>());
            Rethrow(exception);
            for (var i = 0; i < group.Count; i++)
            {
                if (begun[i].Branch is null)
                {
                    var nothing = new Trajectory(requests[group[i]].Start.Task, policyName, [], new Observation(""), 0, begun[i].End!.Value)
                    {
                        Failure = WordsOf(begun[i].Failure),
                    };
                    report(group[i], new Rollout(requests[group[i]], nothing));
                }
            }

            await CloseAllAsync(begun, report).ConfigureAwait(false);
        }
    }

    private async ValueTask<Outcome> BeginAsync(RolloutRequest request, int index, CancellationToken cancellationToken)
    {
        Branch? branch = null;
        try
        {
            branch = await Branch.BeginAsync(environment, request, index, seed, _timer, cancellationToken).ConfigureAwait(false);
            var end = await branch.ReachStartAsync(cancellationToken).ConfigureAwait(false);
            return new Outcome(branch, end ?? (IsAtLimit(branch) ? StopReason.TurnLimit : null));
        }
        catch (EnvironmentFailedException failure)
        {
            return new Outcome(branch, failure.Reason, failure);
        }
        catch when (branch is not null)
        {
            await branch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>All open episodes step at once: a simulator or server answers one while another computes.</summary>
    private async ValueTask AdvanceAllAsync(IReadOnlyList<Decision> decisions, Action<int, Rollout> report, CancellationToken cancellationToken)
    {
        var steps = new List<ValueTask<Outcome>>(_open.Count);
        for (var i = 0; i < _open.Count; i++)
        {
            steps.Add(AdvanceAsync(_open[i], decisions[i], cancellationToken));
        }

        var (outcomes, exception) = await WhenAllAsync(steps).ConfigureAwait(false);
        Rethrow(exception);
        await CloseAllAsync(outcomes, report).ConfigureAwait(false);
    }

    private async ValueTask<Outcome> AdvanceAsync(Branch branch, Decision decision, CancellationToken cancellationToken)
    {
        if (decision.Action is null)
        {
            return new Outcome(branch, decision.IsContextFull ? StopReason.ContextLimit : StopReason.NoAction);
        }

        try
        {
            await branch.StepAsync(decision, options.Author, isMalformed: false, cancellationToken).ConfigureAwait(false);
        }
        catch (EnvironmentFailedException failure)
        {
            return new Outcome(branch, failure.Reason, failure);
        }

        return new Outcome(branch, branch.Episode.IsDone ? StopReason.Done : IsAtLimit(branch) ? StopReason.TurnLimit : null);
    }

    // They are recorded, and may be those of a server.
    private static string? WordsOf(EnvironmentFailedException? failure) => failure is null ? null : Excerpt.OneLine(failure.Message, LongestFailure);

    private bool IsAtLimit(Branch branch) =>
        branch.Agent.Turns.Count >= Math.Min(options.MaxTurns, environment.MaxTurns(branch.Agent.Task))
        || (options.EpisodeTime is { } time && options.Clock.GetElapsedTime(branch.Started) >= time);

    /// <summary>Ends the rollouts that have come to an end, one after the other: sessions and reports are not for several threads.</summary>
    private async ValueTask CloseAllAsync(Outcome[] outcomes, Action<int, Rollout> report)
    {
        for (var i = outcomes.Length - 1; i >= 0; i--)
        {
            if (outcomes[i] is { Branch: { } branch, End: { } end } outcome)
            {
                _open.Remove(branch);
                session.Release(branch.Agent);
                var trajectory = branch.ToTrajectory(policyName, end) with { Failure = WordsOf(outcome.Failure) };
                await branch.DisposeAsync().ConfigureAwait(false);
                report(branch.Index, new Rollout(branch.Request, trajectory));
            }
        }

        foreach (var outcome in outcomes)
        {
            failures.Count(outcome.Failure);
        }
    }

    // Every task is awaited before an exception propagates: nothing may be stepping when episodes are disposed.
    private static async ValueTask<(Outcome[] Outcomes, Exception? Exception)> WhenAllAsync(List<ValueTask<Outcome>> tasks)
    {
        var outcomes = new Outcome[tasks.Count];
        Exception? first = null;
        for (var i = 0; i < tasks.Count; i++)
        {
            try
            {
                outcomes[i] = await tasks[i].ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                first ??= exception;
            }
        }

        return (outcomes, first);
    }

    private static void Rethrow(Exception? exception)
    {
        if (exception is not null)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }

    /// <summary>What became of one episode in one round.</summary>
    /// <param name="Branch">The rollout; null if its episode could not be started.</param>
    /// <param name="End">Why it ends; null if it continues.</param>
    /// <param name="Failure">The environment's failure, if that is why.</param>
    private readonly record struct Outcome(Branch? Branch, StopReason? End, EnvironmentFailedException? Failure = null);
}
