using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace Gleaner.Web.Tests;

/// <summary>Certificates made in the test, servers that show them, and clients that trust their authority alone.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task A_client_that_trusts_the_authority_is_answered()
    {
        var (certificate, key) = _authority.Write(_folder, "server", "localhost", "127.0.0.1");

        (await AskAsync(certificate, key, null, "localhost")).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(certificate, key, null, "127.0.0.1")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("rsa, PKCS#1")]
    [InlineData("rsa, PKCS#8")]
    [InlineData("rsa, encrypted")]
    [InlineData("ecdsa, SEC1")]
    [InlineData("ecdsa, encrypted")]
    [InlineData("ecdsa, in the certificate's file")]
    [InlineData("PKCS#12")]
    [InlineData("PKCS#12 without a password")]
    public async Task Keys_are_read_in_every_usual_form(string form)
    {
        const string Password = "pass word";
        using var key = form.StartsWith("rsa", StringComparison.Ordinal) ? (AsymmetricAlgorithm)RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var issued = _authority.Issue(key, -1, 30, "localhost");
        var (certificate, separate) = (_folder.File("server.pem"), _folder.File("key.pem"));
        var keyFile = (string?)separate;
        await File.WriteAllTextAsync(certificate, _authority.Pem(issued), TestContext.Current.CancellationToken);
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        switch (form)
        {
            case "rsa, PKCS#1":
                TestAuthority.WriteKey(separate, ((RSA)key).ExportRSAPrivateKeyPem());
                break;
            case "ecdsa, SEC1":
                TestAuthority.WriteKey(separate, ((ECDsa)key).ExportECPrivateKeyPem());
                break;
            case "rsa, PKCS#8":
                TestAuthority.WriteKey(separate, key.ExportPkcs8PrivateKeyPem());
                break;
            case "ecdsa, in the certificate's file":
                TestAuthority.WriteKey(certificate, _authority.Pem(issued) + key.ExportPkcs8PrivateKeyPem());
                keyFile = certificate;
                break;
            case "PKCS#12":
                await File.WriteAllBytesAsync(certificate, _authority.Pkcs12(issued, Password), TestContext.Current.CancellationToken);
                keyFile = null;
                break;
            case "PKCS#12 without a password":
                await File.WriteAllBytesAsync(certificate, _authority.Pkcs12(issued, null), TestContext.Current.CancellationToken);
                keyFile = null;
                break;
            default:
                TestAuthority.WriteKey(separate, key.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption));
                break;
        }

        (await AskAsync(certificate, keyFile, form.Contains("without", StringComparison.Ordinal) ? null : Password, "localhost")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_present_versions_of_TLS_are_spoken_and_no_other_nor_http()
    {
        var (file, key) = _authority.Write(_folder, "server", "localhost");
        using var certificate = ServerCertificate.Load(file, key, null);
        await using var server = await LengthServer.StartAsync(listening: LengthServer.Loopback with { Certificate = certificate });

        (await ShakeHandsAsync(server, SslProtocols.Tls12)).ShouldBe(SslProtocols.Tls12);
        (await ShakeHandsAsync(server, SslProtocols.Tls13)).ShouldBe(SslProtocols.Tls13);
#pragma warning disable SYSLIB0039, CA5397 // What is refused has to be asked for.
        await Should.ThrowAsync<Exception>(() => ShakeHandsAsync(server, SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
        (await AskPlainlyAsync(server)).ShouldBeEmpty();
        server.Protocol.Asked.ShouldBe(0);
    }

    [Theory]
    [InlineData("nothing.crt", "server.key", "nothing.crt: the certificate cannot be read: there is no such file.", true)]
    [InlineData("server.crt", "nothing.key", "nothing.key: the key cannot be read: there is no such file.", true)]
    [InlineData("server.crt", "", ": the key cannot be read: ", true)]
    [InlineData("text", "server.key", "text: there is no certificate in PEM form in it", false)]
    [InlineData("damaged.crt", "server.key", "damaged.crt: a certificate in it cannot be read: ", false)]
    [InlineData("server.crt", "text", "text: there is no private key in PEM form in it", false)]
    [InlineData("server.crt", "server.crt", "server.crt: there is no private key in PEM form in it", false)]
    [InlineData("server.crt", "damaged.key", "damaged.key: the key cannot be read: the file is damaged, or it holds no RSA or ECDSA key.", false)]
    [InlineData("server.crt", "other.key", "other.key: this is not the key of the first certificate in ", false)]
    [InlineData("server.crt", "rsa.key", "rsa.key: this is not the key of the first certificate in ", false)]
    [InlineData("server.crt", "locked.key", "locked.key: the key is encrypted; put its password into the environment variable GLEANER_TLS_PASSWORD.", false)]
    [InlineData("server.crt", "old.key", "old.key: the key is encrypted in an old form that is not read; 'openssl pkcs8 -topk8", false)]
    [InlineData("server.crt", null, "server.crt: a certificate in PEM form needs its key as a file, too (--key FILE).", false)]
    [InlineData("text", null, "text: this cannot be read as PKCS#12: ", false)]
    [InlineData("long", "server.key", "long: the file of a certificate has at most 1024 KiB; this one is longer.", false)]
    public void What_cannot_be_used_is_one_message_that_names_the_file(string certificate, string? key, string message, bool isInputOutput)
    {
        _authority.Write(_folder, "server", "localhost");
        _authority.Write(_folder, "other", "localhost");
        using var rsa = RSA.Create(2048);
        File.WriteAllText(_folder.File("rsa.key"), rsa.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.File("locked.key"), rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));
        File.WriteAllText(_folder.File("old.key"), "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        File.WriteAllText(_folder.File("text"), "This is a text.");
        File.WriteAllText(_folder.File("damaged.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        File.WriteAllText(_folder.File("damaged.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        File.WriteAllBytes(_folder.File("long"), new byte[(1024 * 1024) + 1]);

        var failure = Should.Throw<GleanerException>(() => ServerCertificate.Load(_folder.File(certificate), key is null ? null : _folder.File(key), null));

        failure.Message.ShouldStartWith(_folder.Path);
        failure.Message.ShouldContain(message);
        (failure.InnerException is IOException).ShouldBe(isInputOutput);
    }

    [Theory]
    [InlineData("locked.key")]
    [InlineData("locked.pfx")]
    public void A_wrong_password_is_told_by_the_variable_that_it_stands_in_and_is_not_shown(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = _authority.Issue(key, -1, 30, "localhost");
        File.WriteAllText(_folder.File("server.crt"), _authority.Pem(issued));
        File.WriteAllText(_folder.File("locked.key"), key.ExportEncryptedPkcs8PrivateKeyPem("right", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));
        File.WriteAllBytes(_folder.File("locked.pfx"), _authority.Pkcs12(issued, "right"));

        var failure = Should.Throw<GleanerException>(() => file.EndsWith("pfx", StringComparison.Ordinal)
            ? ServerCertificate.Load(_folder.File(file), null, "mistaken")
            : ServerCertificate.Load(_folder.File("server.crt"), _folder.File(file), "mistaken"));

        failure.Message.ShouldStartWith(_folder.File(file));
        failure.Message.ShouldContain("GLEANER_TLS_PASSWORD");
        failure.ToString().ShouldNotContain("mistaken");
    }

    [Theory]
    [InlineData(-10, -1, "localhost", "server.crt: the certificate expired at ")]
    [InlineData(1, 10, "localhost", "server.crt: the certificate is not valid before ")]
    [InlineData(-1, 10, "box.example", "server.crt: the certificate is not for 'box.example' but for localhost, *.lan, 127.0.0.1; ")]
    [InlineData(-1, 10, "::1", "server.crt: the certificate is not for '::1' but for ")]
    [InlineData(-1, 10, "a.b.lan", "server.crt: the certificate is not for 'a.b.lan' but for ")]
    [InlineData(-1, 10, "box.lan", null)]
    [InlineData(-1, 10, "127.0.0.1", null)]
    [InlineData(-1, 10, null, null)]
    public void What_clients_will_not_like_is_said(int fromDays, int toDays, string? name, string? warning)
    {
        var (file, key) = _authority.Write(_folder, "server", fromDays, toDays, "localhost", "*.lan", "127.0.0.1");
        using var certificate = ServerCertificate.Load(file, key, null);

        var warnings = certificate.Warnings(_authority.Now, name);

        if (warning is null)
        {
            warnings.ShouldBeEmpty();
        }
        else
        {
            warnings.ShouldHaveSingleItem().ShouldContain(warning);
        }
    }

    [Fact]
    public void A_key_that_everybody_reads_is_said()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var (file, key) = _authority.Write(_folder, "server", "localhost");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using var certificate = ServerCertificate.Load(file, key, null);

        certificate.Warnings(_authority.Now, "localhost").ShouldHaveSingleItem().ShouldStartWith($"{key}: every user of this machine can read the key");
    }

    // What is asked by https is another site than the same name by http; behind a proxy it is the other way round.
    [Theory]
    [InlineData("https://localhost:PORT", 200)]
    [InlineData("http://localhost:PORT", 403)]
    public async Task The_scheme_of_a_page_counts(string origin, int status)
    {
        var (file, key) = _authority.Write(_folder, "server", "localhost");
        using var certificate = ServerCertificate.Load(file, key, null);
        foreach (var guard in new[] { new HostGuard(IPAddress.Loopback), HostGuard.OfPages(IPAddress.Loopback, null) })
        {
            await using var server = await LengthServer.StartAsync(guard, LengthServer.Loopback with { Certificate = certificate });
            using var client = new HttpClient(_authority.Handler());
            using var request = new HttpRequestMessage(HttpMethod.Post, $"https://localhost:{server.Port}/");
            request.Headers.Add("Origin", origin.Replace("PORT", $"{server.Port}", StringComparison.Ordinal));

            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

            ((int)answer.StatusCode).ShouldBe(status);
        }
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private async Task<HttpStatusCode> AskAsync(string certificateFile, string? keyFile, string? password, string name)
    {
        using var certificate = ServerCertificate.Load(certificateFile, keyFile, password);
        await using var server = await LengthServer.StartAsync(listening: LengthServer.Loopback with { Certificate = certificate });
        using var client = new HttpClient(_authority.Handler());
        using var answer = await client.GetAsync(new Uri($"https://{name}:{server.Port}/"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    // The connection ends, in order or not.
    private static async Task<string> AskPlainlyAsync(LengthServer server)
    {
        try
        {
            return await server.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<SslProtocols> ShakeHandsAsync(LengthServer server, SslProtocols protocols)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
#pragma warning disable CA5359 // Which version is spoken is asked here, and nothing else.
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols, RemoteCertificateValidationCallback = (_, _, _, _) => true }, TestContext.Current.CancellationToken);
#pragma warning restore CA5359
        return tls.SslProtocol;
    }
}
