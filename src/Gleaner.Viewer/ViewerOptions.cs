using System.Net;
using Gleaner.Experiments;
using Gleaner.Web;

namespace Gleaner.Viewer;

/// <summary>What the viewer shows, and where it listens.</summary>
public sealed record ViewerOptions
{
    /// <summary>Runs, or folders with runs in them (at most three levels down); absolute.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>The address to listen on. Default: loopback, which other machines do not reach.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The name by which others reach an address that is not loopback, such as <c>box.example</c>; null for the address itself.</summary>
    public string? HostName { get; init; }

    /// <summary>With it pages are served by https; null for http. The viewer does not dispose of it.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>Whether pages may be served by http to other machines, because something in front of the viewer encrypts them or nobody else is on the way. Default: no.</summary>
    public bool IsPlainAllowed { get; init; }

    /// <summary>Where browsers find the viewer if a reverse proxy stands in front of it: scheme, host and port, such as <c>https://runs.example</c>; null if there is none.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Whether browsers reach it by https.</summary>
    internal bool IsEncrypted => PublicUrl is null ? Certificate is not null : PublicUrl.Scheme == Uri.UriSchemeHttps;

    /// <summary>Where browsers find it, with the port that it listens on.</summary>
    internal Uri Root(int port) => PublicUrl ?? new UriBuilder(Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, Name, port).Uri;

    /// <summary>The name in printed addresses: of those that it goes by, the first that the certificate is for.</summary>
    internal string Name
    {
        get
        {
            var names = HostName is not null ? [HostName]
                : Address.Equals(IPAddress.Loopback) ? ["127.0.0.1", "localhost"]
                : IPAddress.IsLoopback(Address) ? [Address.ToString(), "localhost"]
                : HostGuard.IsAnyAddress(Address) ? [Dns.GetHostName()]
                : new[] { Address.ToString() };
            return names.FirstOrDefault(name => Certificate?.IsFor(name) ?? true, names[0]);
        }
    }

    /// <exception cref="GleanerException">The options make no sense.</exception>
    internal void Validate()
    {
        if (Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new GleanerException($"The port is {Port}; a port is from 0, which takes a free one, to {IPEndPoint.MaxPort}.");
        }

        if (Runs.Count == 0)
        {
            throw new GleanerException("The viewer was given no folder.");
        }

        if (HostName is not null && (HostName == HostGuard.AnyHost || !HostGuard.IsHost(HostName)))
        {
            throw new UsageException($"The host name must be a name or an address without scheme and port, such as box.example, not '{HostName}'.");
        }

        if (PublicUrl is { } site && !IsSite(site))
        {
            throw new UsageException($"The public address must be scheme and host, and a port where it is not the usual one, such as https://runs.example, not '{PublicUrl}'.");
        }

        if (!IPAddress.IsLoopback(Address) && Certificate is null && !IsPlainAllowed)
        {
            throw new UsageException(
                $"Other machines reach {Address}, and without a certificate whoever is on the way reads the runs and the token. Give one (--certificate FILE --key FILE), "
                + "or say that something in front of the viewer encrypts, such as a reverse proxy (--plain). Without --listen only this machine reaches the viewer.");
        }
    }

    private static bool IsSite(Uri url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" };
}
