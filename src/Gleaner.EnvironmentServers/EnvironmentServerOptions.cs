using System.Collections.Immutable;
using System.Net;
using Gleaner.Web;

namespace Gleaner.EnvironmentServers;

/// <summary>Where a server listens, and what it grants.</summary>
public sealed record EnvironmentServerOptions
{
    /// <summary>The address to listen on; this machine's own by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0..65535; 0 takes one that is free.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>
    /// Names that requests may call this server by, beside those it always has (<see cref="HostGuard"/>): host names or addresses without scheme and port, or
    /// <see cref="HostGuard.AnyHost"/>. Others are refused, so that no page of a stranger plays here. Default: none.
    /// </summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>With it the server speaks https; null for http. The server does not dispose of it.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>How many sessions may be open at once, at least 1.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>After how long without a request a session is closed; more than zero.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Longest request body and longest WebSocket message, in bytes; at least 1.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Number of the first session of protocols that number them; the next ones follow. One that differs from start to start
    /// keeps a client of the server's previous life out of somebody else's session.
    /// </summary>
    public int FirstSession { get; init; }

    /// <summary>How long open requests may take when the server stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="GleanerException">A value makes no sense.</exception>
    internal void Validate()
    {
        Require(!AllowedHosts.IsDefault, "The list of allowed hosts is missing.");
        Listening.Validate(Port, AllowedHosts);
        Require(MaxSessions >= 1, "At least one session must be allowed.");
        Require(IdleTimeout > TimeSpan.Zero, "Sessions must be allowed some idle time.");
        Require(MaxMessageBytes >= 1, "Messages must be allowed at least one byte.");
        Require(FirstSession >= 0, "Sessions are numbered from 0 or more.");
    }

    private static void Require(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new GleanerException(message);
        }
    }
}
