namespace Gleaner.Experiments;

/// <summary>Where workers and coordinator meet: <c>nats://host:4222</c>, several with commas between.</summary>
public static class NatsAddresses
{
    /// <summary>What is wrong with a text that should name servers; null if nothing is. Secrets in it are not repeated.</summary>
    public static string? FaultOf(string servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        foreach (var server in servers.Split(','))
        {
            if (!Uri.TryCreate(server, UriKind.Absolute, out var url) || url.Scheme is not ("nats" or "tls" or "ws" or "wss") || url.Host.Length == 0)
            {
                return $"'{(server.Contains('@', StringComparison.Ordinal) ? "…" + server[server.LastIndexOf('@')..] : server)}' is not the address of a NATS server; give scheme, host and port, such as nats://127.0.0.1:4222";
            }

            if (url.UserInfo.Length > 0)
            {
                return $"the address of {url.Host} holds a user or a password, which would be kept with the run; put them into GLEANER_NATS_USER and GLEANER_NATS_PASSWORD";
            }
        }

        return null;
    }
}
