using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gleaner.Testing;

/// <summary>An authority that nobody but a test trusts, with an intermediate one between it and the servers' certificates.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _between;

    public TestAuthority()
    {
        _root = Authority("Root of a test", null);
        _between = Authority("Between", _root);
    }

    /// <summary>When it was made, by the system's clock: clients check certificates by no other.</summary>
    public DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    /// <summary>A certificate for names and addresses, with its key.</summary>
    public X509Certificate2 Issue(AsymmetricAlgorithm key, int fromDays, int toDays, params string[] names)
    {
        const string Name = "CN=a server of a test";
        var request = key is RSA rsa
            ? new CertificateRequest(Name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(Name, (ECDsa)key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        // The key of the one between signs whatever kind of key is asked for.
        using var signer = _between.GetECDsaPrivateKey()!;
        using var bare = request.Create(_between.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), Now.AddDays(fromDays), Now.AddDays(toDays), Serial());
        return key is RSA own ? bare.CopyWithPrivateKey(own) : bare.CopyWithPrivateKey((ECDsa)key);
    }

    /// <summary>A certificate of a year, written as PEM with the one between behind it; its key beside it.</summary>
    public (string Certificate, string Key) Write(TemporaryFolder folder, string name, params string[] names) => Write(folder, name, -1, 365, names);

    public (string Certificate, string Key) Write(TemporaryFolder folder, string name, int fromDays, int toDays, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue(key, fromDays, toDays, names);
        var (certificateFile, keyFile) = (folder.File($"{name}.crt"), folder.File($"{name}.key"));
        File.WriteAllText(certificateFile, Pem(certificate));
        WriteKey(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }

    /// <summary>A certificate and the one between.</summary>
    public string Pem(X509Certificate2 certificate) => $"{certificate.ExportCertificatePem()}\n{_between.ExportCertificatePem()}\n";

    /// <summary>A certificate, the one between and the key as PKCS#12.</summary>
    public byte[] Pkcs12(X509Certificate2 certificate, string? password) => new X509Certificate2Collection { X509CertificateLoader.LoadCertificate(_between.RawData), certificate }.Export(X509ContentType.Pkcs12, password)!;

    /// <summary>Writes a key that nobody else reads.</summary>
    public static void WriteKey(string path, string pem)
    {
        File.WriteAllText(path, pem);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>A handler of a client that trusts this authority and no other.</summary>
    public SocketsHttpHandler Handler(CookieContainer? cookies = null) => new()
    {
        CookieContainer = cookies ?? new CookieContainer(),
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _root }, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        },
    };

    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
    }

    private X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        if (issuer is null)
        {
            return request.CreateSelfSigned(Now.AddDays(-400), Now.AddDays(800));
        }

        using var bare = request.Create(issuer, Now.AddDays(-400), Now.AddDays(799), Serial());
        return bare.CopyWithPrivateKey(key);
    }

    private static byte[] Serial() => [1, .. RandomNumberGenerator.GetBytes(15)];
}
