using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gleaner.IO.Texts;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gleaner.Web;

/// <summary>
/// What a server shows who calls it by https: its certificate, the certificates that lead to an authority, and its key. TLS 1.2 and 1.3 are spoken
/// and nothing older; nothing is asked of other machines for it. Whoever made it disposes of it, once the server has stopped.
/// </summary>
public sealed class ServerCertificate : IDisposable
{
    /// <summary>The environment variable from which the command line takes the password of an encrypted key.</summary>
    public const string PasswordVariable = "GLEANER_TLS_PASSWORD";

    private const int LongestShown = 200;

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _chain;
    private readonly string _name;
    private readonly string? _exposedKey;

    internal ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection chain, string name, string? exposedKey)
    {
        (_certificate, _chain, _name, _exposedKey) = (certificate, chain, name, exposedKey);
    }

    /// <summary>Reads a certificate and its key.</summary>
    /// <param name="certificateFile">The certificate in PEM form, the server's own first and then those that lead to an authority; or a PKCS#12 file that holds all of it.</param>
    /// <param name="keyFile">The key in PEM form (RSA or ECDSA), encrypted or not; null for a PKCS#12 file.</param>
    /// <param name="password">The password of the key or of the PKCS#12 file; null for none.</param>
    /// <exception cref="GleanerException">A file cannot be read, or the two do not make a certificate with its key; the message names the file.</exception>
    public static ServerCertificate Load(string certificateFile, string? keyFile, string? password)
    {
        ArgumentNullException.ThrowIfNull(certificateFile);
        return keyFile is null ? CertificateFiles.OfPkcs12(certificateFile, password) : CertificateFiles.OfPem(certificateFile, keyFile, password);
    }

    /// <summary>Whether clients that go by a name will take the certificate to be for it. Names are in its subject alternative names; a common name does not count.</summary>
    public bool IsFor(string name) => _certificate.MatchesHostname(name.Trim('[', ']'), allowWildcards: true, allowCommonName: false);

    /// <summary>What is not as it should be, though a server can start with it: a sentence each, which names the file.</summary>
    /// <param name="now">The time.</param>
    /// <param name="name">The name that clients go by: a host name or an IP address; null if it is not known.</param>
    public IReadOnlyList<string> Warnings(DateTimeOffset now, string? name)
    {
        var warnings = new List<string>();
        var (from, to) = (_certificate.NotBefore.ToUniversalTime(), _certificate.NotAfter.ToUniversalTime());
        if (now.UtcDateTime < from)
        {
            warnings.Add($"{_name}: the certificate is not valid before {Text(from)}; clients will refuse it until then.");
        }
        else if (now.UtcDateTime > to)
        {
            warnings.Add($"{_name}: the certificate expired at {Text(to)}; clients will refuse it.");
        }

        if (name is not null && !IsFor(name))
        {
            warnings.Add($"{_name}: the certificate is not for '{name}' but for {Names()}; clients that use that name will refuse it.");
        }

        if (_exposedKey is not null)
        {
            warnings.Add($"{_exposedKey}: every user of this machine can read the key or change it; 'chmod 600' keeps it to you.");
        }

        return warnings;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        foreach (var certificate in _chain)
        {
            certificate.Dispose();
        }
    }

    /// <summary>Makes a server speak TLS.</summary>
    internal void Configure(ListenOptions listen)
    {
        // Kestrel's own way would look for missing certificates of the chain at addresses that are written in others.
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, _chain, offline: true),
#pragma warning disable CA5398 // Older versions stay refused whatever an operating system allows.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            ClientCertificateRequired = false,
        };
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
    }

    private string Names()
    {
        var names = _certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        return names.Count == 0 ? "no name at all" : Excerpt.OneLine(string.Join(", ", names), LongestShown);
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
