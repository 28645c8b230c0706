using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>One worker of the engine: a policy session and the batch of episodes that it has open.</summary>
internal sealed class RolloutWorker(
    IEnvironment environment, string policyName, IPolicySession session, RolloutOptions options, Seed seed)
{
    private readonly List<Branch> _open = [];

    public async Task RunAsync(
        RolloutQueue waiting, IReadOnlyList<RolloutRequest> requests, Action<int, Rollout> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Refill(waiting, requests, report);
            if (_open.Count == 0)
            {
                return;
            }

            var decisions = await session.ActAsync(_open.ConvertAll(branch => branch.Agent), cancellationToken).ConfigureAwait(false);
            if (decisions.Count != _open.Count)
            {
                throw new InvalidOperationException(
                    $"Policy '{policyName}' was asked about {_open.Count} episodes and gave {decisions.Count} decisions.");
            }

            for (var i = _open.Count - 1; i >= 0; i--)
            {
                if (Advance(_open[i], decisions[i]) is { } stopReason)
                {
                    Close(_open[i], stopReason, report);
                    _open.RemoveAt(i);
                }
            }
        }
    }

    private void Refill(RolloutQueue waiting, IReadOnlyList<RolloutRequest> requests, Action<int, Rollout> report)
    {
        while (waiting.Take(options.BatchSize - _open.Count) is { Count: > 0 } group)
        {
            foreach (var index in group)
            {
                Begin(requests[index], index, report);
            }
        }
    }

    private void Begin(RolloutRequest request, int index, Action<int, Rollout> report)
    {
        var branch = Branch.Begin(environment, request, index, seed);
        if (branch.ReachStart() is { } stopReason)
        {
            Close(branch, stopReason, report);
        }
        else if (branch.Agent.Turns.Count >= options.MaxTurns)
        {
            Close(branch, StopReason.TurnLimit, report);
        }
        else
        {
            _open.Add(branch);
        }
    }

    private StopReason? Advance(Branch branch, Decision decision)
    {
        if (decision.Action is not { } action)
        {
            return decision.IsContextFull ? StopReason.ContextLimit : StopReason.NoAction;
        }

        branch.Step(action, options.Author, decision.Tokens);
        return branch.Episode.IsDone ? StopReason.Done
            : branch.Agent.Turns.Count >= options.MaxTurns ? StopReason.TurnLimit
            : null;
    }

    private void Close(Branch branch, StopReason stopReason, Action<int, Rollout> report)
    {
        session.Release(branch.Agent);
        report(branch.Index, new Rollout(branch.Request, branch.ToTrajectory(policyName, stopReason)));
    }
}
