using System.Collections.Immutable;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Cluster.Coordinating;

/// <summary>One job on the cluster: its items are handed out, its results are taken until none is missing.</summary>
internal sealed class JobRun(ClusterRun run, RolloutJob job, PolicyReference policy)
{
    private const int MostFailuresNamed = 5;

    private readonly string _name = ItemPlan.NameOf(job, policy);
    private readonly Dictionary<string, RolloutRequest> _missing = job.Requests.ToDictionary(request => request.Key);
    private readonly Dictionary<string, Rollout> _finished = [];
    private readonly Dictionary<string, ImmutableArray<RolloutRequest>> _items = [];
    private readonly Dictionary<string, string> _poisoned = [];
    private int _failuresInARow;

    /// <summary>Names the job.</summary>
    public string Name => _name;

    /// <summary>How far the results were read.</summary>
    public ulong LastRead { get; private set; }

    public async Task<ImmutableArray<Rollout>> RunAsync(CancellationToken cancellationToken)
    {
        var reader = new ResultReader(run.Link, run.Courier, Subjects.ResultsOf(run.Name, _name));

        // What an earlier process of this run was told and did not keep.
        while (await reader.ReadAsync(mayWait: false, cancellationToken).ConfigureAwait(false) is { Count: > 0 } results)
        {
            await TakeAsync([.. results.Where(result => result.Result.Outcome == ItemOutcome.Finished)], cancellationToken).ConfigureAwait(false);
        }

        run.Ledger.EndReadingAgain();
        await HandOutAsync([.. job.Requests.Where(request => _missing.ContainsKey(request.Key))], cancellationToken).ConfigureAwait(false);
        var heard = run.Options.Clock.GetTimestamp();
        var heardAnything = false;
        while (_missing.Count > 0)
        {
            var results = await reader.ReadAsync(mayWait: true, cancellationToken).ConfigureAwait(false);
            LastRead = reader.Last;
            if (results.Count > 0)
            {
                await TakeAsync(results, cancellationToken).ConfigureAwait(false);
                (heard, heardAnything) = (run.Options.Clock.GetTimestamp(), true);
            }
            else if (run.Options.Clock.GetElapsedTime(heard) >= run.Options.Quiet)
            {
                await LookForLostAsync(reader, heardAnything, cancellationToken).ConfigureAwait(false);
                heard = run.Options.Clock.GetTimestamp();
            }

            ThrowIfPoisoned();
        }

        LastRead = reader.Last;
        return [.. job.Requests.Select(request => _finished[request.Key])];
    }

    private async Task HandOutAsync(IReadOnlyList<RolloutRequest> requests, CancellationToken cancellationToken)
    {
        // Several at a time: each waits until the servers have it on disk.
        var options = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken };
        var groups = ItemPlan.Groups(requests, run.Options.LargestItem).ToList();
        foreach (var group in groups)
        {
            _items[ItemPlan.ItemOf(job, _name, policy, group).Item.Id] = group;
        }

        await Parallel.ForEachAsync(groups, options, async (group, token) =>
        {
            var (item, trunks) = ItemPlan.ItemOf(job, _name, policy, group);
            await run.Courier.SendAsync(Subjects.WorkOf(run.Name, _name), Packed.Of(item, trunks), $"{run.Session}-{item.Id}-{run.NextNumber()}", token).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task TakeAsync(
        IReadOnlyList<(ItemResult Result, IReadOnlyList<(RolloutRecord Record, UInt128 Hash)> Records)> results, CancellationToken cancellationToken)
    {
        var fresh = new List<(RolloutRequest Request, RolloutRecord Record, string Worker)>();
        foreach (var (result, records) in results)
        {
            run.Ledger.Count(result);
            if (result.Outcome != ItemOutcome.Finished)
            {
                NoteFailure(result);
                continue;
            }

            if (!records.Any(record => IsKnown(record.Record.Key)))
            {
                // Of an earlier wave of the stage.
                run.CompareLate(result, records);
                continue;
            }

            var (taken, differing) = run.Ledger.Take(result, records);
            fresh.AddRange(taken.Where(record => _missing.ContainsKey(record.Key)).Select(record => (_missing[record.Key], record, result.Worker)));
            if (differing is not null)
            {
                run.WarnOfDifference($"rollout {differing.Key} of {job.Stage.Folder}", result.Worker);
            }
        }

        var rollouts = new Rollout[fresh.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = run.RestoreWorkers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, fresh.Count, options, async (i, token) => rollouts[i] = await RestoreAsync(fresh[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (var rollout in rollouts)
        {
            // The same task may have been asked for twice under one key only if it was handed out again.
            if (_missing.Remove(rollout.Request.Key))
            {
                _finished.Add(rollout.Request.Key, rollout);
                job.Finished(rollout);
                CountFailures(rollout);
            }
        }
    }

    private bool IsKnown(string key) => _missing.ContainsKey(key) || _finished.ContainsKey(key) || job.Kept.ContainsKey(key);

    private async ValueTask<Rollout> RestoreAsync((RolloutRequest Request, RolloutRecord Record, string Worker) result, CancellationToken cancellationToken)
    {
        try
        {
            return await job.RestoreAsync(result.Request, result.Record, cancellationToken).ConfigureAwait(false);
        }
        catch (GleanerException exception)
        {
            throw new GleanerException($"What {result.Worker} played cannot be played again here: {exception.Message}", exception);
        }
    }

    // As in one process: a server that has gone away must not turn all that is left of a run into failed rollouts.
    private void CountFailures(Rollout rollout)
    {
        _failuresInARow = rollout.Trajectory.StopReason.IsEnvironmentFailure ? _failuresInARow + 1 : 0;
        if (_failuresInARow >= job.Options.MaxFailuresInARow)
        {
            throw new GleanerException(
                $"The environment failed in {_failuresInARow} rollouts in a row; the last time: {rollout.Failure} Finished work is kept: fix the environment, then resume the run.");
        }
    }

    private void NoteFailure(ItemResult result)
    {
        if (!_items.TryGetValue(result.Item, out var requests) || !requests.Any(request => _missing.ContainsKey(request.Key)))
        {
            return;
        }

        var what = $"{requests.Length} rollouts on {requests[0].Start.Task} ({job.Stage.Folder}, item {result.Item})";
        if (result.Outcome == ItemOutcome.Poisoned)
        {
            _poisoned[result.Item] = $"{what}: {result.Error}";
            run.Warn($"given up after {result.Delivery} times: {_poisoned[result.Item]}");
        }
        else
        {
            run.Warn($"failed on {result.Worker}, time {result.Delivery} of {run.Options.MaxDeliveries}, and is handed out again: {what}: {result.Error}");
        }
    }

    // A rollout that cannot be played is no failure of the student, and no outcome either: the stage waits for all others and then says so.
    private void ThrowIfPoisoned()
    {
        var lost = _poisoned.Keys.SelectMany(item => _items[item]).Select(request => request.Key).Where(_missing.ContainsKey).ToHashSet();
        if (_missing.Count > 0 && lost.Count == _missing.Count)
        {
            var more = _poisoned.Count > MostFailuresNamed ? $"\n  and {_poisoned.Count - MostFailuresNamed} more" : "";
            throw new GleanerException(
                $"{lost.Count} rollouts of {job.Stage.Folder} could not be played, each tried {run.Options.MaxDeliveries} times:\n  "
                + string.Join("\n  ", _poisoned.Values.Take(MostFailuresNamed)) + more
                + "\nThey count as nothing. Everything else is kept: fix what is wrong, then resume the run, which tries them again.");
        }
    }

    /// <summary>Items that neither wait nor are being played, and have no result, were lost with a server's disk: they are handed out again.</summary>
    private async Task LookForLostAsync(ResultReader reader, bool heardAnything, CancellationToken cancellationToken)
    {
        var (waiting, taken) = await run.CountWorkAsync(cancellationToken).ConfigureAwait(false);
        if (waiting + taken > 0)
        {
            if (taken == 0 && !heardAnything)
            {
                run.WarnOfNoWorkers(waiting);
            }

            return;
        }

        // A result may have come between the two questions.
        if (await reader.ReadAsync(mayWait: false, cancellationToken).ConfigureAwait(false) is { Count: > 0 } results)
        {
            await TakeAsync(results, cancellationToken).ConfigureAwait(false);
            return;
        }

        var lost = _items.Where(item => !_poisoned.ContainsKey(item.Key)).SelectMany(item => item.Value).Where(request => _missing.ContainsKey(request.Key)).ToList();
        if (lost.Count > 0)
        {
            run.Warn($"warning: {lost.Count} rollouts of {job.Stage.Folder} are neither waiting nor being played, and nothing came of them: the server has lost them. They are handed out again.");
            await run.PrepareAgainAsync(policy, job.Policy, cancellationToken).ConfigureAwait(false);
            await HandOutAsync(lost, cancellationToken).ConfigureAwait(false);
        }
    }
}
