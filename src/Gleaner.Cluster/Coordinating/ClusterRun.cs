using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Cluster.Archives;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using Gleaner.IO.Json;
using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Runs;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Gleaner.Cluster.Coordinating;

/// <summary>A run whose rollouts workers simulate. What only this process can play, it plays itself.</summary>
internal sealed class ClusterRun : IRolloutRunner
{
    /// <summary>Checkpoints that are kept on the servers at once; an older one is stored again if it is needed again.</summary>
    private const int MostCheckpoints = 4;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly RunContext _context;
    private readonly RunOffer _offer;
    private readonly Lazy<LocalRollouts> _local;
    private readonly OrderedDictionary<string, string> _checkpoints = [];
    private readonly HashSet<string> _stayed = [];
    private readonly CancellationTokenSource _closing = new();
    private Task _notices = Task.CompletedTask;
    private JobRun? _before;
    private string? _trajectories;
    private int _number;
    private bool _wasStopped;
    private bool _toldOfNoWorkers;

    public ClusterRun(RunContext context, ClusterOptions options, NatsLink link, ArchiveStore archives, RunOffer offer)
    {
        (_context, Options, Link, Archives, _offer) = (context, options, link, archives, offer);
        Courier = new Courier(link, archives);
        _local = new Lazy<LocalRollouts>(() => new LocalRollouts(context.Environment));
    }

    public ClusterOptions Options { get; }

    public NatsLink Link { get; }

    public ArchiveStore Archives { get; }

    public Courier Courier { get; }

    public Ledger Ledger { get; } = new();

    public string Name => _offer.Run;

    public string Session => _offer.Session;

    public Action<string> Warn => _context.Warn;

    /// <summary>Rollouts that are played again here at once.</summary>
    public int RestoreWorkers => Math.Max(1, Math.Min(_context.Rollouts.Workers, _context.Environment.MaxOpenEpisodes));

    /// <summary>Tells workers of the run, and deletes items that an earlier process of it left: those that are still needed are handed out anew.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await Link.AskAsync("announce the run", async token =>
        {
            await PurgeAsync(Subjects.WorkStream, Subjects.WorkOf(Name), null, token).ConfigureAwait(false);
            await OfferAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        _notices = Task.Run(() => ShowNoticesAsync(_closing.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Rollout>> RunAsync(RolloutJob job, CancellationToken cancellationToken)
    {
        try
        {
            if (job.Policy is not PortablePolicy { Origin: var origin })
            {
                if (_stayed.Add(job.Policy.Name))
                {
                    Warn($"{job.Policy.Name} plays in this process: what answers for it (a server, a budget, a journal of calls) is here alone.");
                }

                return await _local.Value.RunAsync(job, cancellationToken).ConfigureAwait(false);
            }

            // What the job before came to is in the run's files by now.
            await ForgetJobAsync(cancellationToken).ConfigureAwait(false);
            Ledger.BeginJob(job.Kept, _context.Environment.RecordsTexts);

            // Said again, because the servers forget what is old.
            await Link.AskAsync("announce the run", OfferAsync, cancellationToken).ConfigureAwait(false);
            _before = new JobRun(this, job, await ReferToAsync(origin, cancellationToken).ConfigureAwait(false));
            return await _before.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _wasStopped = true;
            throw;
        }
    }

    /// <summary>How many items wait, and how many workers have taken.</summary>
    public Task<(long Waiting, long Taken)> CountWorkAsync(CancellationToken cancellationToken) => Link.AskAsync("count what waits", async token =>
    {
        try
        {
            var consumer = await Link.Stream.GetConsumerAsync(Subjects.WorkStream, Subjects.Workers(Name), token).ConfigureAwait(false);
            return ((long)consumer.Info.NumPending, (long)consumer.Info.NumAckPending);
        }
        catch (NatsJSApiException exception) when (exception.Error.Code == 404)
        {
            return (0, 0);
        }
    }, cancellationToken);

    /// <summary>Makes streams, announcement and archives again on a server that has lost them.</summary>
    public async Task PrepareAgainAsync(PolicyReference policy, IPolicy player, CancellationToken cancellationToken)
    {
        await Link.AskAsync("prepare the server again", async token =>
        {
            await Link.PrepareAsync(token).ConfigureAwait(false);
            await OfferAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        if (policy.Checkpoint is not null)
        {
            _checkpoints.Clear();
            _trajectories = null;
            await ReferToAsync(((PortablePolicy)player).Origin, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells messages of the same item apart that are meant to be sent again.</summary>
    public int NextNumber() => Interlocked.Increment(ref _number);

    public void WarnOfNoWorkers(long waiting)
    {
        if (!_toldOfNoWorkers)
        {
            _toldOfNoWorkers = true;
            Warn($"{waiting} items wait, and no worker takes them. Start some: gleaner worker --connect {Options.Servers}");
        }
    }

    public void WarnOfDifference(string what, string worker) => Warn(
        $"warning: {what} came again from {worker} and is not the same; the first result is kept. The environment does not repeat itself, or the machines are not alike.");

    /// <summary>Compares an item that came again after its job.</summary>
    public void CompareLate(ItemResult result, IReadOnlyList<(RolloutRecord Record, UInt128 Hash)> records)
    {
        if (!Ledger.IsAsBefore(result, records))
        {
            WarnOfDifference($"item {result.Item}", result.Worker);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _notices.ConfigureAwait(false);
        try
        {
            await Link.AskAsync("take the run back", Farewell, async token =>
            {
                await CloseAsync(token).ConfigureAwait(false);
                return true;
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (GleanerException exception)
        {
            Warn($"warning: {exception.Message} What is left there is deleted after {Options.KeptFor.TotalDays:0.#} days.");
        }

        if (Ledger.Rollouts + Ledger.Duplicates + Ledger.Differing > 0)
        {
            Warn($"cluster: {Ledger}");
        }

        _closing.Dispose();
        await Link.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        var store = await Link.Runs.GetStoreAsync(Subjects.RunBucket, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(Name, cancellationToken: cancellationToken).ConfigureAwait(false);
        await PurgeAsync(Subjects.WorkStream, Subjects.WorkOf(Name), null, cancellationToken).ConfigureAwait(false);
        await DeleteConsumerAsync(cancellationToken).ConfigureAwait(false);
        if (_wasStopped)
        {
            // Whoever resumes finds the results that are still coming in.
            return;
        }

        await ForgetJobAsync(cancellationToken).ConfigureAwait(false);
        var late = new ResultReader(Link, Courier, Subjects.ResultsOf(Name));
        while (await late.ReadAsync(mayWait: false, cancellationToken).ConfigureAwait(false) is { Count: > 0 } results)
        {
            foreach (var (result, records) in results.Where(result => result.Result.Outcome == ItemOutcome.Finished))
            {
                CompareLate(result, records);
            }
        }

        await PurgeAsync(Subjects.ResultStream, Subjects.ResultsOf(Name), null, cancellationToken).ConfigureAwait(false);
        foreach (var hash in _checkpoints.Values.Append(_trajectories).OfType<string>())
        {
            await Archives.DeleteAsync(hash, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ForgetJobAsync(CancellationToken cancellationToken)
    {
        if (_before is { LastRead: > 0 and var last, Name: var job })
        {
            _before = null;
            await Link.AskAsync(
                "delete what is kept",
                token => PurgeAsync(Subjects.ResultStream, Subjects.ResultsOf(Name, job), last + 1, token),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task OfferAsync(CancellationToken cancellationToken)
    {
        var store = await Link.Runs.GetStoreAsync(Subjects.RunBucket, cancellationToken).ConfigureAwait(false);
        await Link.Stream.CreateOrUpdateConsumerAsync(
            Subjects.WorkStream,
            new ConsumerConfig(Subjects.Workers(Name))
            {
                FilterSubject = Subjects.WorkOf(Name),
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = Options.Lease,
                // Workers count: the server would drop an item without a word to anybody.
                MaxDeliver = -1,
                MaxAckPending = -1,
            },
            cancellationToken).ConfigureAwait(false);
        await store.PutAsync(Name, JsonSerializer.SerializeToUtf8Bytes(_offer, JsonDefaults.Line), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async Task<PolicyReference> ReferToAsync(PolicyOrigin origin, CancellationToken cancellationToken)
    {
        if (origin is ExpertOrigin expert)
        {
            return new PolicyReference(expert.Name, null, null, null);
        }

        var checkpoint = (CheckpointOrigin)origin;
        var files = _context.Directory.Files;
        if (!_checkpoints.TryGetValue(checkpoint.Folder, out var hash))
        {
            hash = await Archives.PutAsync(checkpoint.Folder, files.FilesIn(checkpoint.Folder), _context.Directory.Resolve("cluster-upload"), cancellationToken).ConfigureAwait(false);
            _checkpoints.Add(checkpoint.Folder, hash);
            await DropOldestAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_trajectories is null)
        {
            var kept = _context.Directory.Manifest.Display!.Experts.Select(expert => RunLayout.ExpertTrajectories(expert.Name)).Where(file => files.Exists(_context.Directory.Resolve(file)));
            _trajectories = await Archives.PutAsync(_context.Directory.Path, [.. kept], _context.Directory.Resolve("cluster-upload"), cancellationToken).ConfigureAwait(false);
        }

        return new PolicyReference(null, hash, _trajectories, checkpoint.Prompt);
    }

    private async Task DropOldestAsync(CancellationToken cancellationToken)
    {
        while (_checkpoints.Count > MostCheckpoints)
        {
            var hash = _checkpoints.GetAt(0).Value;
            _checkpoints.RemoveAt(0);
            if (!_checkpoints.ContainsValue(hash))
            {
                await Link.AskAsync("delete a checkpoint", token => Archives.DeleteAsync(hash, token), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task PurgeAsync(string stream, string subject, ulong? before, CancellationToken cancellationToken) => Link.Stream
        .PurgeStreamAsync(stream, before is { } sequence ? new StreamPurgeRequest { Filter = subject, Seq = sequence } : new StreamPurgeRequest { Filter = subject }, cancellationToken)
        .AsTask();

    private async Task DeleteConsumerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Link.Stream.DeleteConsumerAsync(Subjects.WorkStream, Subjects.Workers(Name), cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.Code == 404)
        {
            // The server has lost it.
        }
    }

    private async Task ShowNoticesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in Link.Connection.SubscribeAsync<byte[]>(Subjects.Notices(Name), cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (message.Data is { Length: < 1 << 16 } data && JsonSerializer.Deserialize<WorkerNotice>(data, JsonDefaults.Line) is { } notice)
                {
                    Warn($"{notice.Worker} {notice.Text}");
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or NatsException or JsonException)
        {
            // They are for people; nothing depends on them.
        }
    }
}
