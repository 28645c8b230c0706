using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.Testing.Servers;

namespace Gleaner.EnvironmentServers.Tests.Hosting;

public sealed class LimitTests
{
    private static readonly EnvironmentServerOptions TwoSessions = new() { MaxSessions = 2, IdleTimeout = TimeSpan.FromMinutes(5) };

    private readonly Counters _counters = new();

    [Fact]
    public async Task When_all_sessions_are_open_a_new_one_is_refused_until_one_is_closed()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), TwoSessions);
        await server.CallAsync("POST", "/create");
        await server.CallAsync("POST", "/create");

        var (status, reply) = await server.SendAsync("POST", "/create");

        status.ShouldBe(503);
        reply.ShouldStartWith("""{"detail":"All 2 sessions are open: close one""");
        await server.CallAsync("POST", "/close", """{"id": 0}""");
        (await server.CallAsync("POST", "/create")).GetProperty("id").GetInt32().ShouldBe(2, "numbers are not used again");
    }

    [Fact]
    public async Task Sessions_that_nobody_uses_are_closed()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), TwoSessions, clock);
        await server.CallAsync("POST", "/create");
        await server.CallAsync("POST", "/create");

        clock.Advance(TimeSpan.FromMinutes(3));
        await server.CallAsync("POST", "/step", """{"id": 1, "action": "search[lamp]"}""");
        clock.Advance(TimeSpan.FromMinutes(3));

        server.Server.OpenSessions.ShouldBe(1);
        (await server.SendAsync("GET", "/observation?id=0")).Status.ShouldBe(404);
        (await server.SendAsync("GET", "/observation?id=1")).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromMinutes(6));
        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task A_socket_too_many_is_told_why_and_closed()
    {
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served(), TwoSessions with { MaxSessions = 1 });
        using var first = await server.ConnectAsync();
        await first.CallAsync("""{"type": "reset"}""");

        using var second = await server.ConnectAsync();

        var refusal = (await second.ReceiveAsync())!;
        refusal.ShouldContain("\"code\":\"CAPACITY_REACHED\",\"active_sessions\":1,\"max_sessions\":1");
        (await second.ReceiveAsync()).ShouldBeNull();
        (await server.SendAsync("POST", "/reset", "{}")).Status.ShouldBe(503);
        (await first.CallAsync("""{"type": "state"}""")).GetProperty("type").GetString().ShouldBe("state");
    }

    [Fact]
    public async Task An_idle_socket_is_told_and_closed()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served(), TwoSessions, clock);
        using var socket = await server.ConnectAsync();
        await socket.CallAsync("""{"type": "reset"}""");
        await clock.WhenArmedAsync().WaitAsync(TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromMinutes(6));

        (await socket.ReceiveAsync())!.ShouldContain("\"code\":\"SESSION_ERROR\"");
        (await socket.ReceiveAsync()).ShouldBeNull();
        await server.SessionsShouldBecomeAsync(0);
    }

    [Fact]
    public async Task A_client_that_vanishes_leaves_no_session_behind()
    {
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served());
        using (var socket = await server.ConnectAsync())
        {
            await socket.CallAsync("""{"type": "reset"}""");
            server.Server.OpenSessions.ShouldBe(1);
        }

        await server.SessionsShouldBecomeAsync(0);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), TwoSessions with { MaxMessageBytes = 2000 });
        await server.CallAsync("POST", "/create");

        (await server.SendAsync("POST", "/step", $$"""{"id": 0, "action": "{{new string('x', 1900)}}"}""")).Status.ShouldBe(200);
        (await server.SendAsync("POST", "/step", $$"""{"id": 0, "action": "{{new string('x', 2000)}}"}""")).Status.ShouldBe(413);
    }

    [Theory]
    [InlineData(1900, null)]
    [InlineData(2000, WebSocketCloseStatus.MessageTooBig)]
    [InlineData(100_000, WebSocketCloseStatus.MessageTooBig)]
    public async Task A_message_that_is_too_long_ends_the_session(int length, WebSocketCloseStatus? status)
    {
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served(), TwoSessions with { MaxMessageBytes = 2000 });
        using var socket = await server.ConnectAsync();

        await socket.SendAsync($$$"""{"type": "step", "data": {"action_str": "{{{new string('x', length)}}}"}}""");

        var reply = (await socket.ReceiveAsync())!;
        reply.ShouldContain(status is null ? "\"type\":\"observation\"" : "\"code\":\"SESSION_ERROR\"");
        if (status is not null)
        {
            (await socket.ReceiveAsync()).ShouldBeNull();
            socket.CloseStatus.ShouldBe(status);
            await server.SessionsShouldBecomeAsync(0);
        }
    }

    [Fact]
    public async Task A_binary_message_ends_the_session()
    {
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served());
        using var socket = await server.ConnectAsync();

        await socket.SendAsync("{}", WebSocketMessageType.Binary);

        (await socket.ReceiveAsync())!.ShouldContain("\"code\":\"SESSION_ERROR\"");
        (await socket.ReceiveAsync()).ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.InvalidMessageType);
    }

    [Fact]
    public async Task When_the_server_stops_open_sockets_are_told()
    {
        var server = await RunningServer.OpenEnvAsync(_counters.Served());
        using var socket = await server.ConnectAsync();
        await socket.CallAsync("""{"type": "reset"}""");

        var stopped = server.DisposeAsync().AsTask();

        (await socket.ReceiveAsync())!.ShouldContain("The server is stopping.");
        (await socket.ReceiveAsync()).ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await stopped;
        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task A_request_that_never_ends_does_not_keep_the_server_from_stopping()
    {
        var server = await RunningServer.AgentGymAsync(_counters.Dialect(), TwoSessions with { StopTimeout = TimeSpan.FromMilliseconds(100) });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Server.Url.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("POST /step HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), TestContext.Current.CancellationToken);
        await server.CallAsync("POST", "/create");

        await server.DisposeAsync();

        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_message()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var failure = await Should.ThrowAsync<GleanerException>(() =>
            EnvironmentServer.StartAgentGymAsync(_counters.Dialect(), new EnvironmentServerOptions { Port = port }, TimeProvider.System, _ => { }, TestContext.Current.CancellationToken));

        failure.Message.ShouldBe($"Cannot listen on 127.0.0.1:{port}: something is already listening there. Stop it, or choose another port (0 takes a free one).");
        failure.InnerException.ShouldBeAssignableTo<IOException>();
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        foreach (var options in new[] { TwoSessions with { MaxSessions = 0 }, TwoSessions with { IdleTimeout = TimeSpan.Zero }, TwoSessions with { Port = 65536 } })
        {
            await Should.ThrowAsync<GleanerException>(() =>
                EnvironmentServer.StartOpenEnvAsync(_counters.Served(), options, TimeProvider.System, _ => { }, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task What_is_no_HTTP_is_refused_and_does_no_harm()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect());
        foreach (var garbage in new[] { "\0\u0001\u0002\r\n\r\n", "GET\r\n\r\n", "POST /step HTTP/1.1\r\nContent-Length: -4\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", new string('A', 20_000) })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, server.Server.Url.Port, TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(garbage), TestContext.Current.CancellationToken);
            var reply = await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);
            reply.ShouldMatch("^HTTP/1.1 (4..|505) ", garbage[..Math.Min(20, garbage.Length)]);
        }

        await server.CallAsync("GET", "/");
    }
}
