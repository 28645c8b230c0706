using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gleaner.Testing.Servers;

namespace Gleaner.EnvironmentServers.Tests.Hosting;

/// <summary>Requests as a browser makes them for a page of a stranger, over real connections.</summary>
public sealed class HostGuardTests
{
    private static readonly EnvironmentServerOptions Known = new() { AllowedHosts = ["gpu-box", "shop.example"] };

    private readonly Counters _counters = new();

    [Theory]
    [InlineData("localhost:PORT", 200)]
    [InlineData("LocalHost", 200)]
    [InlineData("127.0.0.1:PORT", 200)]
    [InlineData("127.8.9.10", 200)]
    [InlineData("[::1]:PORT", 200)]
    [InlineData("localhost:9000", 200)] // a tunnel's other end
    [InlineData("gpu-box:PORT", 200)]
    [InlineData("SHOP.example", 200)]
    [InlineData("evil.example:PORT", 403)]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example:PORT", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("192.0.2.7:PORT", 403)]
    [InlineData("[2001:db8::1]", 403)]
    [InlineData("", 403)]
    public async Task A_server_answers_to_its_own_names_alone(string host, int status)
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), Known);

        var reply = await SendAsync(server, $"POST /create HTTP/1.1\r\nHost: {Own(host, server)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        reply.ShouldStartWith($"HTTP/1.1 {status} ");
        server.Server.OpenSessions.ShouldBe(status == 200 ? 1 : 0);
        if (status == 403)
        {
            reply.ShouldContain("\"detail\":\"This server is not known as ");
            reply.ShouldContain("--allow-host");
        }
    }

    // After DNS rebinding the page's site and the server are one to the browser: Host and Origin agree.
    [Theory]
    [InlineData("evil.example:PORT", new[] { "http://evil.example:PORT" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "http://127.0.0.1:PORT" }, 200)]
    [InlineData("localhost:80", new[] { "http://localhost" }, 200)]
    [InlineData("127.0.0.1:PORT", new[] { "http://elsewhere.example" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "http://127.0.0.1:1" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "null" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "file://127.0.0.1:PORT" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "http://me@127.0.0.1:PORT" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "http://127.0.0.1:PORT", "http://elsewhere.example" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "http://127.0.0.1:PORT", "null" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "http://127.0.0.1:PORT, http://elsewhere.example" }, 403)]
    [InlineData("127.0.0.1:PORT", new[] { "http://127.0.0.1:PORT", "http://127.0.0.1:PORT" }, 200)]
    public async Task Pages_of_other_sites_cannot_use_the_server(string host, string[] origins, int status)
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), Known);
        var headers = string.Concat(origins.Select(origin => $"Origin: {Own(origin, server)}\r\n"));

        var reply = await SendAsync(server, $"POST /create HTTP/1.1\r\nHost: {Own(host, server)}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");

        reply.ShouldStartWith($"HTTP/1.1 {status} ");
        server.Server.OpenSessions.ShouldBe(status == 200 ? 1 : 0);
    }

    [Theory]
    [InlineData("evil.example", null)]
    [InlineData("127.0.0.1", "http://elsewhere.example")]
    public async Task Nor_by_a_socket(string host, string? origin)
    {
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served());
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", host);
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        var refused = await Should.ThrowAsync<WebSocketException>(() =>
            socket.ConnectAsync(new UriBuilder(server.Server.Url) { Scheme = "ws", Path = "/ws" }.Uri, TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("403");
        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Any_name_will_do_where_that_is_asked_for_but_no_other_site()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), new EnvironmentServerOptions { AllowedHosts = [HostGuard.AnyHost] });

        (await SendAsync(server, "GET / HTTP/1.1\r\nHost: whatever.example\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        (await SendAsync(server, "GET / HTTP/1.1\r\nHost: whatever.example\r\nOrigin: null\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 403 ");
    }

    [Fact]
    public async Task A_server_for_other_machines_is_known_by_any_address_and_by_no_strange_name()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), Known with { Address = IPAddress.Any });

        (await SendAsync(server, "GET / HTTP/1.1\r\nHost: 192.0.2.7\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        (await SendAsync(server, "GET / HTTP/1.1\r\nHost: gpu-box\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        (await SendAsync(server, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 403 ");
    }

    [Theory]
    [InlineData("http://gpu-box")]
    [InlineData("gpu-box:8000")]
    [InlineData("*.example")]
    [InlineData("")]
    public async Task What_is_no_host_is_refused_when_the_server_starts(string host) => (await Should.ThrowAsync<GleanerException>(
        () => RunningServer.AgentGymAsync(_counters.Dialect(), new EnvironmentServerOptions { AllowedHosts = [host] }))).Message.ShouldStartWith($"'{host}' is not a host: ");

    private static string Own(string text, RunningServer server) => text.Replace("PORT", $"{server.Server.Url.Port}", StringComparison.Ordinal);

    private static async Task<string> SendAsync(RunningServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Server.Url.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        return await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
