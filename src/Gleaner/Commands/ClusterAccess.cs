using Gleaner.Cluster;
using Gleaner.CommandLine.App;

namespace Gleaner.CommandLine.Commands;

/// <summary>How the program reaches NATS: addresses from the command line or the configuration, secrets from the environment.</summary>
internal static class ClusterAccess
{
    /// <exception cref="GleanerException">What the environment says does not fit together.</exception>
    public static ClusterOptions To(string servers, AppSurroundings surroundings) => new()
    {
        Servers = servers,
        Credentials = ClusterCredentials.FromEnvironment(surroundings.Variable),
        Clock = surroundings.Clock,
    };
}
