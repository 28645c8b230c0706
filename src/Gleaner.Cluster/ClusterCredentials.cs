namespace Gleaner.Cluster;

/// <summary>Who one is to a NATS server, and how the connection is protected. Secrets come from the environment alone and are printed nowhere.</summary>
public sealed class ClusterCredentials
{
    /// <summary>The variable with the user's name.</summary>
    public const string UserVariable = "GLEANER_NATS_USER";

    /// <summary>The variable with the password.</summary>
    public const string PasswordVariable = "GLEANER_NATS_PASSWORD";

    /// <summary>The variable with a token.</summary>
    public const string TokenVariable = "GLEANER_NATS_TOKEN";

    /// <summary>The variable with the path of a <c>.creds</c> file: a user's JWT with its seed.</summary>
    public const string CredsVariable = "GLEANER_NATS_CREDS";

    /// <summary>The variable with an nkey's seed (<c>SU…</c>).</summary>
    public const string SeedVariable = "GLEANER_NATS_NKEY_SEED";

    /// <summary>The variable with the path of the certificates (PEM) that servers are checked against, instead of the system's.</summary>
    public const string AuthorityVariable = "GLEANER_NATS_CA";

    /// <summary>The variable with the path of the client's certificate (PEM).</summary>
    public const string CertificateVariable = "GLEANER_NATS_CERT";

    /// <summary>The variable with the path of that certificate's key (PEM).</summary>
    public const string KeyVariable = "GLEANER_NATS_KEY";

    /// <summary>All variables, with what they hold.</summary>
    public static IReadOnlyList<(string Variable, string Meaning)> Variables { get; } =
    [
        (UserVariable, "user name"),
        (PasswordVariable, "password of that user"),
        (TokenVariable, "token, instead of user and password"),
        (CredsVariable, "path of a .creds file (JWT and seed)"),
        (SeedVariable, "seed of an nkey"),
        (AuthorityVariable, "path of the certificates that the server is checked against (PEM), instead of the system's"),
        (CertificateVariable, "path of the client's certificate (PEM)"),
        (KeyVariable, "path of its key (PEM)"),
    ];

    internal string? User { get; init; }

    internal string? Password { get; init; }

    internal string? Token { get; init; }

    internal string? CredsFile { get; init; }

    internal string? Seed { get; init; }

    internal string? AuthorityFile { get; init; }

    internal string? CertificateFile { get; init; }

    internal string? KeyFile { get; init; }

    /// <summary>Reads them from the environment.</summary>
    /// <param name="read">Reads a variable; null where it is not set.</param>
    /// <exception cref="GleanerException">Two ways of signing in are given, or half of one.</exception>
    public static ClusterCredentials FromEnvironment(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var credentials = new ClusterCredentials
        {
            User = Read(UserVariable),
            Password = Read(PasswordVariable),
            Token = Read(TokenVariable),
            CredsFile = Read(CredsVariable),
            Seed = Read(SeedVariable),
            AuthorityFile = Read(AuthorityVariable),
            CertificateFile = Read(CertificateVariable),
            KeyFile = Read(KeyVariable),
        };
        string?[] ways = [credentials.User ?? credentials.Password, credentials.Token, credentials.CredsFile, credentials.Seed];
        if (ways.Count(way => way is not null) > 1)
        {
            throw new GleanerException($"More than one way of signing in to NATS is set: keep {UserVariable} with {PasswordVariable}, {TokenVariable}, {CredsVariable} or {SeedVariable}.");
        }

        if (credentials.User is null != credentials.Password is null)
        {
            throw new GleanerException($"{UserVariable} and {PasswordVariable} are set together, or not at all.");
        }

        if (credentials.CertificateFile is null != credentials.KeyFile is null)
        {
            throw new GleanerException($"{CertificateVariable} and {KeyVariable} are set together, or not at all.");
        }

        return credentials;

        string? Read(string name) => read(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Says how one signs in, and no secret.</summary>
    public override string ToString() =>
        User is not null ? "user and password" : Token is not null ? "token" : CredsFile is not null ? ".creds file" : Seed is not null ? "nkey" : "nobody";
}
