using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.Web;

namespace Gleaner.CommandLine.Commands;

/// <summary>The options with which a command that listens does so by https.</summary>
internal sealed class TlsOptions
{
    private static readonly string[] Pkcs12 = [".pfx", ".p12"];

    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = $"Serve https with this certificate: PEM, the server's own first, then those that lead to an authority; or a PKCS#12 file (.pfx, .p12) with its key, the password in {ServerCertificate.PasswordVariable}.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = $"The certificate's key: PEM, RSA or ECDSA. If it is encrypted, its password is in the environment variable {ServerCertificate.PasswordVariable}.",
        HelpName = "FILE",
    };

    public IReadOnlyList<Option> All => [_certificate, _key];

    /// <summary>The certificate that the command line names; null for http. The caller disposes of it.</summary>
    /// <exception cref="UsageException">One option without the other.</exception>
    /// <exception cref="GleanerException">The files cannot be used.</exception>
    public ServerCertificate? Load(ParseResult parsed, AppSurroundings surroundings)
    {
        var (certificate, key) = (parsed.GetValue(_certificate), parsed.GetValue(_key));
        if (certificate is null)
        {
            return key is null ? null : throw new UsageException("--key needs --certificate: the certificate that the key is for.");
        }

        var isPkcs12 = Pkcs12.Contains(Path.GetExtension(certificate), StringComparer.OrdinalIgnoreCase);
        if (key is null && !isPkcs12)
        {
            throw new UsageException("--certificate needs --key: the file with the certificate's key. Only a PKCS#12 file (.pfx, .p12) holds both.");
        }

        if (key is not null && isPkcs12)
        {
            throw new UsageException("--certificate names a PKCS#12 file, which holds its key: leave out --key.");
        }

        return ServerCertificate.Load(surroundings.Full(certificate), key is null ? null : surroundings.Full(key), surroundings.Variable(ServerCertificate.PasswordVariable));
    }

    /// <summary>Says what clients will not like.</summary>
    /// <param name="certificate">The certificate; null for http.</param>
    /// <param name="name">The name that clients go by; null if it is not known.</param>
    /// <param name="terminal">Where to say it.</param>
    /// <param name="clock">The time.</param>
    public static void Warn(ServerCertificate? certificate, string? name, Terminal terminal, TimeProvider clock)
    {
        foreach (var warning in certificate?.Warnings(clock.GetUtcNow(), name) ?? [])
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }
    }
}
