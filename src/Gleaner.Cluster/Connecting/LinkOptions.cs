using NATS.Client.Core;

namespace Gleaner.Cluster.Connecting;

/// <summary>The options of the client.</summary>
internal static class LinkOptions
{
    public static NatsOpts Of(ClusterOptions options, string name)
    {
        var credentials = options.Credentials;
        return NatsOpts.Default with
        {
            Url = options.Servers,
            Name = name,
            AuthOpts = new NatsAuthOpts
            {
                Username = credentials.User,
                Password = credentials.Password,
                Token = credentials.Token,
                CredsFile = credentials.CredsFile,
                Seed = credentials.Seed,
                NKey = credentials.Seed is { } seed ? PublicKey(seed) : null,
            },
            TlsOpts = new NatsTlsOpts
            {
                CaFile = credentials.AuthorityFile,
                CertFile = credentials.CertificateFile,
                KeyFile = credentials.KeyFile,
                Mode = TlsMode.Auto,
            },
            ConnectTimeout = TimeSpan.FromSeconds(5),
            RequestTimeout = TimeSpan.FromSeconds(10),
            ReconnectWaitMin = TimeSpan.FromMilliseconds(200),
            ReconnectWaitMax = TimeSpan.FromSeconds(5),
            // A server that is being restarted may refuse for a while, and is not given up for that.
            IgnoreAuthErrorAbort = true,
        };
    }

    // The message must not hold any of the seed, so what the library says of it is left out.
    private static string PublicKey(string seed) => TryPublicKey(seed)
        ?? throw new GleanerException($"{ClusterCredentials.SeedVariable} holds no seed of an nkey (SU…).");

    private static string? TryPublicKey(string seed)
    {
        try
        {
            return NATS.NKeys.KeyPair.FromSeed(seed).GetPublicKey();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or NATS.NKeys.NKeysException)
        {
            return null;
        }
    }
}
