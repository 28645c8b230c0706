using System.Net;
using System.Net.Sockets;

namespace Gleaner.Web.Tests;

public sealed class WebServerTests
{
    [Fact]
    public async Task A_port_in_use_is_one_clear_message_and_what_was_to_be_served_is_disposed_of()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var protocol = new LengthProtocol();

        var failure = await Should.ThrowAsync<GleanerException>(() =>
            LengthServer.StartAsync(listening: LengthServer.Loopback with { EndPoint = new IPEndPoint(IPAddress.Loopback, port) }, protocol: protocol));

        failure.Message.ShouldBe($"Cannot listen on 127.0.0.1:{port}: something is already listening there. Stop it, or choose another port (0 takes a free one).");
        failure.InnerException.ShouldBeAssignableTo<IOException>();
        protocol.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_of_another_machine_is_one_clear_message() => (await Should.ThrowAsync<GleanerException>(() =>
        LengthServer.StartAsync(listening: LengthServer.Loopback with { EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 0) }))).Message.ShouldStartWith("Cannot listen on 192.0.2.7:0: ");

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public void What_is_no_port_is_refused(int port) =>
        Should.Throw<GleanerException>(() => Listening.Validate(port, [])).Message.ShouldBe($"The port must be from 0 to 65535, not {port}.");

    [Theory]
    [InlineData(2000, 200)]
    [InlineData(2001, 413)]
    public async Task A_body_that_is_too_long_is_refused(int length, int status)
    {
        await using var server = await LengthServer.StartAsync();

        var reply = await server.SendAsync($"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}");

        reply.ShouldStartWith($"HTTP/1.1 {status} ");
        reply.ShouldEndWith(status == 200 ? "\r\n\r\n2000" : "}");
    }

    [Theory]
    [InlineData("\0\u0001\u0002\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: -4\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("GET /LONG HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: LONG\r\nY: LONG\r\nZ: LONG\r\n\r\n")]
    public async Task What_is_no_HTTP_or_too_long_is_refused_and_does_no_harm(string garbage)
    {
        await using var server = await LengthServer.StartAsync();

        (await server.SendAsync(garbage.Replace("LONG", new string('A', 7000), StringComparison.Ordinal))).ShouldMatch("^HTTP/1.1 (4..|505) ");

        server.Protocol.Asked.ShouldBe(0);
        (await server.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task A_defect_is_told_to_whoever_runs_the_server_and_not_to_clients()
    {
        await using var server = await LengthServer.StartAsync();

        var reply = await server.SendAsync("GET /defect HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        reply.ShouldStartWith("HTTP/1.1 500 ");
        reply.ShouldEndWith("{\"detail\":\"Internal Server Error\"}");
        server.Defects.ShouldHaveSingleItem().Message.ShouldBe("a defect");
    }

    [Fact]
    public async Task A_request_that_never_ends_does_not_keep_the_server_from_stopping()
    {
        var server = await LengthServer.StartAsync();
        using var client = await server.ConnectAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
        await server.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        await server.DisposeAsync();

        server.Protocol.IsDisposed.ShouldBeTrue();
    }
}
