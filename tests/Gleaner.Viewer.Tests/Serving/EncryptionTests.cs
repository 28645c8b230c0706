using System.Net;
using Gleaner.Experiments;
using Gleaner.Viewer.Library;
using Gleaner.Runs;
using Gleaner.Web;

namespace Gleaner.Viewer.Tests.Serving;

public sealed class EncryptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task With_a_certificate_every_page_is_served_by_https_and_the_cookie_goes_nowhere_else()
    {
        using var certificate = CertificateFor("localhost");
        await using var viewer = await RunningViewer.StartAsync(options => options with { Certificate = certificate }, _authority);

        // The certificate is for no address, so the name that it is for is printed.
        viewer.Url.GetLeftPart(UriPartial.Authority).ShouldBe($"https://localhost:{viewer.Url.Port}");
        using var first = await viewer.Client.GetAsync(viewer.Url, TestContext.Current.CancellationToken);
        var cookie = first.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith($"__Host-gleaner-viewer-{viewer.Url.Port}=");
        cookie.Split("; ")[1..].ShouldBe(["path=/", "secure", "samesite=strict", "httponly"], ignoreOrder: true);
        first.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        await viewer.SettleAsync();
        foreach (var address in RunningViewer.Addresses("run"))
        {
            await viewer.PageAsync(address);
        }
    }

    [Fact]
    public async Task A_note_comes_from_the_viewers_own_pages_by_https()
    {
        using var certificate = CertificateFor("127.0.0.1", "localhost");
        await using var viewer = await (await RunningViewer.StartAsync(options => options with { Certificate = certificate }, _authority)).LogInAsync();

        viewer.Root.ToString().ShouldStartWith("https://127.0.0.1:");
        (await NoteAsync(viewer, $"https://127.0.0.1:{viewer.Root.Port}")).ShouldBe(HttpStatusCode.SeeOther);
        (await NoteAsync(viewer, $"https://localhost:{viewer.Root.Port}")).ShouldBe(HttpStatusCode.SeeOther);
        (await NoteAsync(viewer, $"http://127.0.0.1:{viewer.Root.Port}")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Behind_a_proxy_addresses_are_the_proxys_and_the_cookie_is_for_https_alone()
    {
        await using var viewer = await RunningViewer.StartAsync(options => options with { PublicUrl = new Uri("https://runs.example") }, null);
        var port = viewer.Port;
        viewer.Url.GetLeftPart(UriPartial.Path).ShouldBe("https://runs.example/login");
        using var proxy = new HttpClient(new SocketsHttpHandler { UseCookies = false });

        using var login = await SendAsync(viewer.Url.PathAndQuery, null);
        var cookie = login.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("; secure");
        using var page = await SendAsync("/run/run", cookie.Split(';')[0]);
        using var link = await SendAsync("/run/run?x=1", null);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        link.Headers.GetValues("Refresh").ShouldHaveSingleItem().ShouldBe("0; url=https://runs.example/run/run?x=1");

        Task<HttpResponseMessage> SendAsync(string address, string? secret)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{address}") { Headers = { Host = "runs.example" } };
            if (secret is not null)
            {
                request.Headers.Add("Cookie", secret);
            }
            else
            {
                request.Headers.Add("Sec-Fetch-Site", "cross-site");
                request.Headers.Add("Sec-Fetch-Mode", "navigate");
                request.Headers.Add("Sec-Fetch-Dest", "document");
            }

            return proxy.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.7")]
    public async Task Other_machines_are_not_served_without_encryption(string address)
    {
        var failure = await Should.ThrowAsync<UsageException>(() => StartAsync(options => options with { Address = IPAddress.Parse(address) }));

        failure.Message.ShouldStartWith($"Other machines reach {address}, and without a certificate ");
        failure.Message.ShouldContain("--certificate FILE --key FILE");
        failure.Message.ShouldContain("--plain");
    }

    [Fact]
    public async Task Other_machines_are_served_with_a_certificate_or_where_that_is_allowed_by_name()
    {
        using var certificate = CertificateFor("localhost");

        await using (var viewer = await StartAsync(options => options with { Address = IPAddress.Any, Certificate = certificate }))
        {
            viewer.Url.GetLeftPart(UriPartial.Path).ShouldBe($"https://{Dns.GetHostName()}:{viewer.Url.Port}/login", StringCompareShould.IgnoreCase);
        }

        await using (var viewer = await StartAsync(options => options with { Address = IPAddress.Any, IsPlainAllowed = true, HostName = "box.example" }))
        {
            viewer.Url.GetLeftPart(UriPartial.Path).ShouldBe($"http://box.example:{viewer.Url.Port}/login");
        }
    }

    [Theory]
    [InlineData("https://runs.example/viewer")]
    [InlineData("https://runs.example/?a=b")]
    [InlineData("https://me@runs.example")]
    [InlineData("ftp://runs.example")]
    public async Task A_public_address_is_scheme_host_and_port(string url) =>
        (await Should.ThrowAsync<UsageException>(() => StartAsync(options => options with { PublicUrl = new Uri(url) }))).Message.ShouldContain("such as https://runs.example, not '");

    [Theory]
    [InlineData("https://box.example")]
    [InlineData("box.example:80")]
    [InlineData("*")]
    [InlineData("")]
    public async Task A_host_name_is_no_address(string name) =>
        (await Should.ThrowAsync<UsageException>(() => StartAsync(options => options with { HostName = name }))).Message.ShouldContain("such as box.example, not '");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private ServerCertificate CertificateFor(params string[] names)
    {
        var (certificate, key) = _authority.Write(_folder, "server", names);
        return ServerCertificate.Load(certificate, key, null);
    }

    private Task<ViewerServer> StartAsync(Func<ViewerOptions, ViewerOptions> listen) => ViewerServer.StartAsync(
        listen(new ViewerOptions { Runs = [_folder.Path] }), new NoWorlds(), new DiskRunFiles(), TimeProvider.System, _ => { }, TestContext.Current.CancellationToken);

    private static async Task<HttpStatusCode> NoteAsync(RunningViewer viewer, string origin)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["rollout"] = RunningViewer.ExpertRun.ToString(), ["text"] = "a note", ["mark"] = "odd" });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(viewer.Root, "/run/run/notes")) { Content = content, Headers = { { "Origin", origin } } };
        using var answer = await viewer.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private sealed class NoWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("No world is needed.");
    }
}
