using Gleaner.Cluster;
using Gleaner.Cluster.Coordinating;
using Gleaner.CommandLine.App;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary>How the program reaches NATS: addresses from the command line or the configuration, secrets from the environment.</summary>
internal static class ClusterAccess
{
    /// <summary>Where a run's rollouts are played: by the workers of some servers, or null for its own process.</summary>
    public static IRolloutBackend? BackendOf(string? servers, AppSurroundings surroundings) => servers is null ? null : new ClusterBackend(To(servers, surroundings));

    /// <exception cref="GleanerException">What the environment says does not fit together.</exception>
    public static ClusterOptions To(string servers, AppSurroundings surroundings) => new()
    {
        Servers = servers,
        Credentials = ClusterCredentials.FromEnvironment(surroundings.Variable),
        Clock = surroundings.Clock,
    };
}
