using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gleaner.Cluster.Archives;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using Gleaner.Experiments;
using Gleaner.IO.Json;
using Gleaner.Runs;

namespace Gleaner.Cluster.Coordinating;

/// <summary>Lets workers simulate the rollouts of a run: announces it, hands items out, takes results.</summary>
/// <param name="options">The servers, and how patient one is.</param>
public sealed class ClusterBackend(ClusterOptions options) : IRolloutBackend
{
    /// <inheritdoc/>
    public async ValueTask<IRolloutRunner> OpenAsync(RunContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var manifest = context.Directory.Manifest;
        if (manifest.Display is not { IsConfigured: true } display)
        {
            throw new UsageException("Workers read an experiment from its configuration, and this one was made by a program: let it run in its own process.");
        }

        var link = await NatsLink.OpenAsync(options, $"gleaner coordinator of {display.Name}", context.Warn, cancellationToken).ConfigureAwait(false);
        try
        {
            var archives = new ArchiveStore(link, context.Directory.Files, options.LargestArchive);
            var run = new ClusterRun(context, options, link, archives, OfferOf(context));
            await run.AnnounceAsync(cancellationToken).ConfigureAwait(false);
            return run;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private RunOffer OfferOf(RunContext context)
    {
        var identity = context.Directory.Manifest.Identity;

        // A run that is resumed finds what was left of it; the command may differ then.
        var name = Encoding.UTF8.GetBytes($"{context.Directory.Path}\n{JsonSerializer.Serialize(identity with { Command = "" }, JsonDefaults.Line)}");
        return new RunOffer
        {
            Protocol = RunOffer.CurrentProtocol,
            Run = Convert.ToHexStringLower(SHA256.HashData(name))[..16],
            Session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)),
            Program = ExperimentPlayer.ProgramHash,
            Platform = RunOffer.PlatformHere,
            Identity = identity,
            LeaseSeconds = options.Lease.TotalSeconds,
            MaxDeliveries = options.MaxDeliveries,
            RetrySeconds = options.RetryDelay.TotalSeconds,
        };
    }
}
