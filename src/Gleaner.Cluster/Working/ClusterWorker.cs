using System.Text.Json;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using Gleaner.Experiments;
using Gleaner.IO.Json;
using Gleaner.Runs;
using NATS.Client.KeyValueStore;

namespace Gleaner.Cluster.Working;

/// <summary>Plays rollouts for runs that are announced on a NATS server, one run at a time.</summary>
/// <param name="cluster">The server, and how patient one is.</param>
/// <param name="options">How the worker serves.</param>
/// <param name="reader">Reads the experiments of runs with the kinds of this program.</param>
/// <param name="tell">Gets messages for people.</param>
public sealed class ClusterWorker(ClusterOptions cluster, WorkerOptions options, ExperimentReader reader, Action<string> tell)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Serves until it is stopped, or until its run ends if the options say so.</summary>
    /// <param name="cancellationToken">Stops: what it was playing goes to others at once.</param>
    /// <exception cref="GleanerException">The server does not answer, the run stands on another build or other data, or its environment does nothing but fail.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var link = await NatsLink.OpenAsync(cluster, $"gleaner worker {options.Name}", tell, cancellationToken).ConfigureAwait(false);
        await using var closing = link.ConfigureAwait(false);
        tell($"{options.Name}: waiting for a run at {cluster.Servers}");
        string? served = null;
        while (true)
        {
            if (await FindAsync(link, cancellationToken).ConfigureAwait(false) is { } offer)
            {
                await ServeAsync(link, offer, cancellationToken).ConfigureAwait(false);
                served = offer.Run;
                tell($"{options.Name}: the run {offer.Run} has ended");
            }

            if (served is not null && options.EndsWithRun)
            {
                return;
            }

            await Task.Delay(Look, cluster.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RunOffer?> FindAsync(NatsLink link, CancellationToken cancellationToken)
    {
        foreach (var run in await RunsAsync(link, cancellationToken).ConfigureAwait(false))
        {
            if ((options.Run is null || options.Run == run) && (await ReadAsync(link, run, cancellationToken).ConfigureAwait(false)).Offer is { } offer)
            {
                return offer;
            }
        }

        return null;
    }

    private static Task<List<string>> RunsAsync(NatsLink link, CancellationToken cancellationToken) => link.AskAsync("look for runs", async token =>
    {
        var store = await link.Runs.GetStoreAsync(Subjects.RunBucket, token).ConfigureAwait(false);
        var runs = new List<string>();
        await foreach (var run in store.GetKeysAsync(cancellationToken: token).ConfigureAwait(false))
        {
            runs.Add(run);
        }

        runs.Sort(StringComparer.Ordinal);
        return runs;
    }, cancellationToken);

    private static Task<Announcement> ReadAsync(NatsLink link, string run, CancellationToken cancellationToken) => link.AskAsync("read an announcement", async token =>
    {
        var store = await link.Runs.GetStoreAsync(Subjects.RunBucket, token).ConfigureAwait(false);
        var entry = await store.TryGetEntryAsync<byte[]>(run, cancellationToken: token).ConfigureAwait(false);
        return entry.Success ? new Announcement(Parse(entry.Value.Value ?? []), IsWithdrawn: false) : entry.Error switch
        {
            NatsKVKeyDeletedException => new Announcement(null, IsWithdrawn: true),

            // A server that has lost its disk: the coordinator will announce the run again.
            NatsKVKeyNotFoundException => new Announcement(null, IsWithdrawn: false),
            var error => throw error,
        };
    }, cancellationToken);

    private static RunOffer Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<RunOffer>(bytes, JsonDefaults.Line)!;
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"An announcement cannot be read: it is of another version of Gleaner. {exception.Message}", exception);
        }
    }

    private async Task ServeAsync(NatsLink link, RunOffer offer, CancellationToken cancellationToken)
    {
        var notices = new Notices(link, offer.Run, options.Name);
        try
        {
            Handshake.RequireSameProgram(offer, options.Program, RunOffer.PlatformHere);
            var experiment = Read(offer);
            var files = new DiskRunFiles();
            var folder = Path.Combine(options.Folder, offer.Run);
            files.DeleteFolder(folder);
            var setting = new WorldSetting(Path.Combine(folder, "data"), cluster.Clock) { Warn = tell };
            var player = await ExperimentPlayer.OpenAsync(experiment, setting, cancellationToken).ConfigureAwait(false);
            await using (player.ConfigureAwait(false))
            {
                Handshake.RequireSameExperiment(offer, player.Identity);
                var service = new RunService(link, offer, player, cluster, options, notices, Path.Combine(folder, "archives"));
                tell($"{options.Name}: serves the run {offer.Run} with {service.Slots} slots");
                await notices.SendAsync($"joins with {service.Slots} slots", cancellationToken).ConfigureAwait(false);
                await service.RunAsync(token => IsWithdrawnAsync(link, offer.Run, token), cancellationToken).ConfigureAwait(false);
                tell($"{options.Name}: played {service.Played} items, fetched {service.Fetched} checkpoints");
            }

            files.DeleteFolder(folder);
        }
        catch (GleanerException exception)
        {
            await notices.SendAsync($"leaves: {exception.Message}", CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await notices.SendAsync("leaves: it was stopped", CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<bool> IsWithdrawnAsync(NatsLink link, string run, CancellationToken cancellationToken) =>
        (await ReadAsync(link, run, cancellationToken).ConfigureAwait(false)).IsWithdrawn;

    private Experiment Read(RunOffer offer)
    {
        try
        {
            return reader.Parse(offer.Identity.Configuration, $"run {offer.Run}: configuration", options.Folder, options.Overrides);
        }
        catch (GleanerException exception) when (options.Overrides.Count > 0)
        {
            throw new HandshakeException($"The run's configuration cannot be read with what --set says: {exception.Message}");
        }
    }

    private readonly record struct Announcement(RunOffer? Offer, bool IsWithdrawn);
}

/// <summary>What a worker tells the coordinator besides results; nobody waits for it.</summary>
internal sealed class Notices(NatsLink link, string run, string worker)
{
    private const int Longest = 2000;

    public async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var notice = new WorkerNotice(worker, text.Length <= Longest ? text : text[..Longest]);
            await link.Connection.PublishAsync(Subjects.Notices(run), JsonSerializer.SerializeToUtf8Bytes(notice, JsonDefaults.Line), cancellationToken: cancellationToken).ConfigureAwait(false);
            await link.Connection.PingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (NatsLink.IsPassing(exception, cancellationToken))
        {
            // It is for people; nothing depends on it.
        }
    }
}
