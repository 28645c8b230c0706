using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gleaner.Cluster.Archives;
using Gleaner.Cluster.Connecting;
using Gleaner.Runs;

namespace Gleaner.Cluster.Tests;

/// <summary>Who may connect, and what is said of it.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task A_user_with_the_right_password_is_let_in_over_TLS_and_nobody_else_and_no_secret_is_printed()
    {
        using var certificates = new TemporaryFolder();
        WriteCertificate(certificates);
        using var server = await NatsServer.StartAsync(
            $$"""
            tls { cert_file: "{{certificates.File("server.pem")}}", key_file: "{{certificates.File("server.key")}}" }
            authorization { user: "gleaner", password: "s3cret-words" }
            """);
        var options = new ClusterOptions { Servers = server.Url, FirstConnection = TimeSpan.FromSeconds(5) };

        var right = options with { Credentials = Read(("GLEANER_NATS_USER", "gleaner"), ("GLEANER_NATS_PASSWORD", "s3cret-words"), ("GLEANER_NATS_CA", certificates.File("server.pem"))) };
        await using (await NatsLink.OpenAsync(right, "test", _ => { }, TestContext.Current.CancellationToken))
        {
        }

        var wrong = options with { Credentials = Read(("GLEANER_NATS_USER", "gleaner"), ("GLEANER_NATS_PASSWORD", "other-words"), ("GLEANER_NATS_CA", certificates.File("server.pem"))) };
        var refusal = await Should.ThrowAsync<GleanerException>(() => NatsLink.OpenAsync(wrong, "test", _ => { }, TestContext.Current.CancellationToken));
        refusal.Message.ShouldContain("as user and password");
        refusal.ToString().ShouldNotContain("other-words");

        // A certificate that nobody vouches for.
        var unknown = options with { Credentials = Read(("GLEANER_NATS_USER", "gleaner"), ("GLEANER_NATS_PASSWORD", "s3cret-words")) };
        await Should.ThrowAsync<GleanerException>(() => NatsLink.OpenAsync(unknown, "test", _ => { }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_user_signs_in_with_an_nkey()
    {
        using var pair = NATS.NKeys.KeyPair.CreatePair(NATS.NKeys.PrefixByte.User);
        using var server = await NatsServer.StartAsync($$"""authorization { users: [ { nkey: "{{pair.GetPublicKey()}}" } ] }""");
        var options = new ClusterOptions { Servers = server.Url, FirstConnection = TimeSpan.FromSeconds(5), Credentials = Read(("GLEANER_NATS_NKEY_SEED", pair.GetSeed())) };

        await using (await NatsLink.OpenAsync(options, "test", _ => { }, TestContext.Current.CancellationToken))
        {
        }

        var nobody = options with { Credentials = new ClusterCredentials() };
        (await Should.ThrowAsync<GleanerException>(() => NatsLink.OpenAsync(nobody, "test", _ => { }, TestContext.Current.CancellationToken))).Message.ShouldContain("as nobody");
        var broken = options with { Credentials = Read(("GLEANER_NATS_NKEY_SEED", "SUnonsense")) };
        var message = (await Should.ThrowAsync<GleanerException>(() => NatsLink.OpenAsync(broken, "test", _ => { }, TestContext.Current.CancellationToken))).Message;
        message.ShouldContain("GLEANER_NATS_NKEY_SEED");
        message.ShouldNotContain("nonsense");
    }

    [Theory]
    [InlineData("http://host:4222", "is not the address of a NATS server")]
    [InlineData("host", "is not the address of a NATS server")]
    [InlineData("nats://me:secret@host:4222", "put them into GLEANER_NATS_USER")]
    public async Task Addresses_that_are_none_or_hold_secrets_are_refused_before_anything_is_sent(string url, string message)
    {
        var failure = await Should.ThrowAsync<GleanerException>(() => NatsLink.OpenAsync(new ClusterOptions { Servers = url }, "test", _ => { }, TestContext.Current.CancellationToken));
        failure.Message.ShouldContain(message);
        failure.Message.ShouldNotContain("secret@");
    }

    [Theory]
    [InlineData("GLEANER_NATS_USER", "set together")]
    [InlineData("GLEANER_NATS_CERT", "set together")]
    [InlineData("GLEANER_NATS_TOKEN,GLEANER_NATS_CREDS", "More than one way")]
    public void Halves_and_doubles_of_credentials_are_refused(string variables, string message) =>
        Should.Throw<GleanerException>(() => Read([.. variables.Split(',').Select(name => (name, "x"))])).Message.ShouldContain(message);

    [Fact]
    public async Task A_server_without_room_is_named_with_what_to_do()
    {
        using var server = await NatsServer.StartAsync("jetstream { max_file_store: 300KB }");
        var options = new ClusterOptions { Servers = server.Url, Patience = TimeSpan.FromSeconds(1) };
        await using var link = await NatsLink.OpenAsync(options, "test", _ => { }, TestContext.Current.CancellationToken);
        var store = new ArchiveStore(link, new DiskRunFiles(), 4 << 20);

        var failure = await Should.ThrowAsync<GleanerException>(() => store.PutAsync(new byte[2 << 20], TestContext.Current.CancellationToken));
        failure.Message.ShouldContain("raise its limit of storage");
        failure.InnerException.ShouldBeOfType<IOException>();
    }

    private static ClusterCredentials Read(params (string Name, string Value)[] variables) =>
        ClusterCredentials.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    private static void WriteCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=nats", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(30), DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(folder.File("server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("server.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
