using System.Collections.Immutable;
using Gleaner.Cluster.Archives;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using Gleaner.Experiments;
using Gleaner.IO.Texts;
using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Trajectories;
using NATS.Client.JetStream;

namespace Gleaner.Cluster.Working;

/// <summary>Serves one run: takes items, plays them, says what became of them.</summary>
internal sealed class RunService
{
    private const int LongestError = 500;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly NatsLink _link;
    private readonly RunOffer _offer;
    private readonly ExperimentPlayer _player;
    private readonly ClusterOptions _cluster;
    private readonly WorkerOptions _options;
    private readonly Notices _notices;
    private readonly Courier _courier;
    private readonly PolicyShelf _policies;
    private int _played;
    private int _failuresInARow;

    public RunService(NatsLink link, RunOffer offer, ExperimentPlayer player, ClusterOptions cluster, WorkerOptions options, Notices notices, string folder)
    {
        (_link, _offer, _player, _cluster, _options, _notices) = (link, offer, player, cluster, options, notices);
        var files = new DiskRunFiles();
        var archives = new ArchiveStore(link, files, cluster.LargestArchive);
        _courier = new Courier(link, archives);
        _policies = new PolicyShelf(player, archives, files, folder);
        Slots = Math.Clamp(options.Slots, 1, player.Environment.MaxOpenEpisodes);
    }

    /// <summary>Items that are played at once.</summary>
    public int Slots { get; }

    /// <summary>Items that were finished.</summary>
    public int Played => _played;

    /// <summary>Checkpoints that were fetched.</summary>
    public int Fetched => _policies.Fetched;

    /// <summary>Serves until the run is withdrawn.</summary>
    /// <param name="isWithdrawn">Asks whether it is.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(Func<CancellationToken, Task<bool>> isWithdrawn, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var slots = Enumerable.Range(0, Slots).Select(_ => Task.Run(() => WorkAsync(end.CancelAsync, end.Token), CancellationToken.None)).ToList();
        var watching = WatchAsync(isWithdrawn, end.CancelAsync, end.Token);
        await Task.WhenAll([.. slots, watching]).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WatchAsync(Func<CancellationToken, Task<bool>> isWithdrawn, Func<Task> stop, CancellationToken end)
    {
        try
        {
            while (!await isWithdrawn(end).ConfigureAwait(false))
            {
                await Task.Delay(Look, _cluster.Clock, end).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            await stop().ConfigureAwait(false);
        }
    }

    private async Task WorkAsync(Func<Task> stop, CancellationToken end)
    {
        try
        {
            var queue = new ItemQueue(_link, _offer.Run, Look);
            while (!end.IsCancellationRequested)
            {
                if (await queue.TakeAsync(end).ConfigureAwait(false) is { } message)
                {
                    await PlayAsync(message, end).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The run was withdrawn, another slot failed, or the worker is being stopped.
        }
        catch
        {
            await stop().ConfigureAwait(false);
            throw;
        }
    }

    private async Task PlayAsync(INatsJSMsg<byte[]> message, CancellationToken cancellationToken)
    {
        var delivery = (int)(message.Metadata?.NumDelivered ?? 1);
        var started = _cluster.Clock.GetTimestamp();
        if (await OpenAsync(message, cancellationToken).ConfigureAwait(false) is not var (item, trunks))
        {
            return;
        }

        if (delivery > _offer.MaxDeliveries)
        {
            await GiveUpAsync(message, item, delivery, $"handed out {delivery - 1} times, and whoever took it did not say what became of it", started, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            ImmutableArray<Rollout> rollouts;
            var lease = new Lease(message, TimeSpan.FromSeconds(_offer.LeaseSeconds), _cluster.Clock);
            await using (lease.ConfigureAwait(false))
            {
                await _options.Taken(item.Id, cancellationToken).ConfigureAwait(false);
                var policy = await PolicyAsync(item.Policy, cancellationToken).ConfigureAwait(false);
                var options = item.Options(_player.Rollouts) with { Workers = 1 };
                options = options with { BatchSize = Math.Clamp(options.BatchSize, 1, Math.Max(1, _player.Environment.MaxOpenEpisodes / Slots)) };
                rollouts = await new RolloutEngine(_player.Environment)
                    .RunAsync(policy, item.RequestsOn(trunks), item.StageSeed, options, cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            if (rollouts.All(rollout => rollout.Trajectory.StopReason.IsEnvironmentFailure) && delivery < _offer.MaxDeliveries)
            {
                throw new GleanerException($"the environment failed in all of them: {rollouts[0].Failure}");
            }

            await SendAsync(message, item, ItemOutcome.Finished, delivery, null, started, rollouts, cancellationToken).ConfigureAwait(false);
            await SettleAsync(token => message.AckAsync(cancellationToken: token)).ConfigureAwait(false);
            Interlocked.Increment(ref _played);
            Volatile.Write(ref _failuresInARow, 0);
        }
        catch (Exception exception) when (exception is HandshakeException || cancellationToken.IsCancellationRequested)
        {
            // Nothing is wrong with the item: another worker gets it at once.
            await SettleAsync(token => message.NakAsync(cancellationToken: token)).ConfigureAwait(false);
            throw;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            await FailAsync(message, item, delivery, exception, started, cancellationToken).ConfigureAwait(false);
        }
    }

    // A policy that cannot be made here says something of this worker, not of the item.
    private async Task<IPolicy> PolicyAsync(PolicyReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await _policies.GetAsync(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (GleanerException exception)
        {
            throw new HandshakeException($"This worker cannot make the policy of the run: {exception.Message}");
        }
    }

    private async Task FailAsync(INatsJSMsg<byte[]> message, WorkItem item, int delivery, Exception exception, long started, CancellationToken cancellationToken)
    {
        var error = exception is GleanerException ? exception.Message : $"a defect of Gleaner: {exception.GetType().Name}: {exception.Message}";
        if (delivery >= _offer.MaxDeliveries)
        {
            await GiveUpAsync(message, item, delivery, error, started, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await SendAsync(message, item, ItemOutcome.Failed, delivery, error, started, [], cancellationToken).ConfigureAwait(false);
            var pause = TimeSpan.FromSeconds(Math.Min(_offer.RetrySeconds * Math.Pow(2, delivery - 1), LongestPause.TotalSeconds));
            await SettleAsync(token => message.NakAsync(new AckOpts { NakDelay = pause }, token)).ConfigureAwait(false);
        }

        // A worker whose environment is broken must not take everything that others could play.
        if (Interlocked.Increment(ref _failuresInARow) >= Math.Max(3, Slots + 2) && _player.Environment.RecordsTexts)
        {
            throw new GleanerException($"This worker failed on {_failuresInARow} items in a row; the last time: {error}");
        }
    }

    private async Task GiveUpAsync(INatsJSMsg<byte[]> message, WorkItem item, int delivery, string error, long started, CancellationToken cancellationToken)
    {
        await SendAsync(message, item, ItemOutcome.Poisoned, delivery, error, started, [], cancellationToken).ConfigureAwait(false);
        await SettleAsync(token => message.AckTerminateAsync(cancellationToken: token)).ConfigureAwait(false);
    }

    private async Task<(WorkItem Item, IReadOnlyList<Trajectory> Trunks)?> OpenAsync(INatsJSMsg<byte[]> message, CancellationToken cancellationToken)
    {
        try
        {
            return Packed.Item(await _courier.OpenAsync(message.Data, cancellationToken).ConfigureAwait(false));
        }
        catch (GleanerException exception)
        {
            // Nobody can read it. The coordinator misses its rollouts and hands them out again.
            await _notices.SendAsync($"throws an item away: {exception.Message}", cancellationToken).ConfigureAwait(false);
            await SettleAsync(token => message.AckTerminateAsync(cancellationToken: token)).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Says what is to happen to an item. A server that does not hear it hands the item out again, and what comes of that is the same.</summary>
    private async Task SettleAsync(Func<CancellationToken, ValueTask> say)
    {
        try
        {
            await _link.AskAsync("say what became of an item", Farewell, async token =>
            {
                await say(token).AsTask().WaitAsync(Farewell, _cluster.Clock, token).ConfigureAwait(false);
                return true;
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (GleanerException)
        {
            // The lease ends by itself.
        }
    }

    private Task SendAsync(
        INatsJSMsg<byte[]> message, WorkItem item, ItemOutcome outcome, int delivery, string? error, long started, ImmutableArray<Rollout> rollouts, CancellationToken cancellationToken)
    {
        var result = new ItemResult
        {
            Item = item.Id,
            Job = item.Job,
            Worker = _options.Name,
            Outcome = outcome,
            Delivery = delivery,
            Error = error is null ? null : Excerpt.OneLine(error, LongestError),
            Seconds = Math.Round(_cluster.Clock.GetElapsedTime(started).TotalSeconds, 3),
        };

        // Texts only where playing the actions again would not give them.
        var records = rollouts.Select(rollout => Packed.LineOf(RolloutRecord.Of(
            rollout, withTexts: _player.Environment.RecordsTexts || rollout.Trajectory.StopReason.IsEnvironmentFailure)));

        // Sent twice because an answer was lost it is one result; played twice it is two, which are compared.
        var id = $"{_offer.Session}-{message.Metadata?.Sequence.Stream}-{delivery}-{outcome}-{_options.Name}";
        return _courier.SendAsync(Subjects.ResultsOf(_offer.Run, item.Job), Packed.Of(result, records), id, cancellationToken);
    }
}
