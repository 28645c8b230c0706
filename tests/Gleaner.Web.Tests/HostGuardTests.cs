using System.Net;

namespace Gleaner.Web.Tests;

/// <summary>Requests as a browser makes them for a page of a stranger, over real connections.</summary>
public sealed class HostGuardTests
{
    private static readonly HostGuard Known = new(IPAddress.Loopback, "gpu-box", "shop.example");
    private static readonly HostGuard Pages = HostGuard.OfPages(IPAddress.Loopback, null);

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
        await using var server = await LengthServer.StartAsync(Known);

        var reply = await server.SendAsync($"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        reply.ShouldStartWith($"HTTP/1.1 {status} ");
        server.Protocol.Asked.ShouldBe(status == 200 ? 1 : 0);
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
        await using var server = await LengthServer.StartAsync(Known);
        var headers = string.Concat(origins.Select(origin => $"Origin: {origin}\r\n"));

        var reply = await server.SendAsync($"POST / HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");

        reply.ShouldStartWith($"HTTP/1.1 {status} ");
        server.Protocol.Asked.ShouldBe(status == 200 ? 1 : 0);
    }

    // Pages are known at their own port alone, and those under one of their names may use those under another.
    [Theory]
    [InlineData("localhost:PORT", null, 200)]
    [InlineData("127.0.0.1:PORT", null, 200)]
    [InlineData("[::1]:PORT", null, 200)]
    [InlineData("LocalHost:PORT", null, 200)]
    [InlineData("localhost", null, 403)]
    [InlineData("localhost:9000", null, 403)]
    [InlineData("127.8.9.10:PORT", null, 403)]
    [InlineData("0.0.0.0:PORT", null, 403)]
    [InlineData("evil.example:PORT", null, 403)]
    [InlineData("localhost.evil.example:PORT", null, 403)]
    [InlineData("", null, 403)]
    [InlineData("127.0.0.1:PORT", "http://127.0.0.1:PORT", 200)]
    [InlineData("127.0.0.1:PORT", "http://localhost:PORT", 200)]
    [InlineData("127.0.0.1:PORT", "http://[::1]:PORT", 200)]
    [InlineData("127.0.0.1:PORT", "https://localhost:PORT", 403)]
    [InlineData("127.0.0.1:PORT", "http://localhost", 403)]
    [InlineData("127.0.0.1:PORT", "http://localhost:1", 403)]
    [InlineData("127.0.0.1:PORT", "http://evil.example:PORT", 403)]
    [InlineData("127.0.0.1:PORT", "null", 403)]
    public async Task Pages_are_known_under_the_names_that_people_are_told(string host, string? origin, int status)
    {
        await using var server = await LengthServer.StartAsync(Pages);
        var from = origin is null ? "" : $"Origin: {origin}\r\n";

        (await server.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n{from}Connection: close\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Theory]
    [InlineData("192.0.2.7", null, "192.0.2.7:PORT", 200)]
    [InlineData("192.0.2.7", null, "localhost:PORT", 403)]
    [InlineData("192.0.2.7", null, "box.example:PORT", 403)]
    [InlineData("192.0.2.7", "box.example", "box.example:PORT", 200)]
    [InlineData("192.0.2.7", "box.example", "192.0.2.7:PORT", 200)]
    [InlineData("2001:db8::1", null, "[2001:db8::1]:PORT", 200)]
    [InlineData("2001:db8::1", "[2001:db8::2]", "[2001:db8::2]:PORT", 200)]
    public async Task Pages_for_other_machines_are_known_by_address_and_by_the_given_name(string address, string? name, string host, int status)
    {
        await using var server = await LengthServer.StartAsync(HostGuard.OfPages(IPAddress.Parse(address), name));

        (await server.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    // A server that listens on all addresses is known by any of them: no name can stand for an address.
    [Theory]
    [InlineData("192.0.2.7:PORT", null, 200)]
    [InlineData("[2001:db8::1]:PORT", null, 200)]
    [InlineData("box.example:PORT", null, 200)]
    [InlineData("192.0.2.7", null, 403)]
    [InlineData("evil.example:PORT", null, 403)]
    [InlineData("192.0.2.7:PORT", "http://192.0.2.7:PORT", 200)]
    [InlineData("192.0.2.7:PORT", "http://evil.example:PORT", 403)]
    public async Task Pages_on_all_addresses_are_known_by_any_address_and_by_the_given_name(string host, string? origin, int status)
    {
        await using var server = await LengthServer.StartAsync(HostGuard.OfPages(IPAddress.Any, "box.example"));
        var from = origin is null ? "" : $"Origin: {origin}\r\n";

        (await server.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n{from}Connection: close\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    // A proxy may pass the name on that it was asked by, or ask by the server's own.
    [Theory]
    [InlineData("https://runs.example", "runs.example", null, 200)]
    [InlineData("https://runs.example", "runs.example:443", "https://runs.example", 200)]
    [InlineData("https://runs.example", "127.0.0.1:PORT", "https://runs.example", 200)]
    [InlineData("https://runs.example", "runs.example", "http://runs.example", 403)]
    [InlineData("https://runs.example", "runs.example:80", null, 403)]
    [InlineData("https://runs.example", "evil.example", null, 403)]
    [InlineData("https://runs.example", "runs.example", "https://evil.example", 403)]
    [InlineData("https://runs.example:8443", "runs.example:8443", "https://runs.example:8443", 200)]
    [InlineData("https://runs.example:8443", "runs.example", null, 403)]
    [InlineData("http://runs.example", "runs.example", "http://runs.example", 200)]
    public async Task Pages_behind_a_proxy_are_known_by_its_address(string url, string host, string? origin, int status)
    {
        await using var server = await LengthServer.StartAsync(HostGuard.OfPages(IPAddress.Loopback, null, new Uri(url)));
        var from = origin is null ? "" : $"Origin: {origin}\r\n";

        (await server.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n{from}Connection: close\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Fact]
    public async Task Any_name_will_do_where_that_is_asked_for_but_no_other_site()
    {
        await using var server = await LengthServer.StartAsync(new HostGuard(IPAddress.Loopback, HostGuard.AnyHost));

        (await server.SendAsync("GET / HTTP/1.1\r\nHost: whatever.example\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        (await server.SendAsync("GET / HTTP/1.1\r\nHost: whatever.example\r\nOrigin: null\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 403 ");
    }

    [Fact]
    public async Task A_server_for_other_machines_is_known_by_any_address_and_by_no_strange_name()
    {
        await using var server = await LengthServer.StartAsync(new HostGuard(IPAddress.Any, "gpu-box"));

        (await server.SendAsync("GET / HTTP/1.1\r\nHost: 192.0.2.7\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        (await server.SendAsync("GET / HTTP/1.1\r\nHost: gpu-box\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        (await server.SendAsync("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 403 ");
    }

    [Theory]
    [InlineData("http://gpu-box")]
    [InlineData("gpu-box:8000")]
    [InlineData("*.example")]
    [InlineData("")]
    public void What_is_no_host_is_not_taken_for_one(string host)
    {
        HostGuard.IsHost(host).ShouldBeFalse();
        Should.Throw<GleanerException>(() => Listening.Validate(8000, ["gpu-box", host])).Message.ShouldStartWith($"'{host}' is not a host: ");
    }
}
