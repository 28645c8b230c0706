using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
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
    public async Task Options_that_make_no_sense_are_refused()
    {
        foreach (var options in new[] { TwoSessions with { MaxSessions = 0 }, TwoSessions with { IdleTimeout = TimeSpan.Zero }, TwoSessions with { Port = 65536 } })
        {
            await Should.ThrowAsync<GleanerException>(() =>
                EnvironmentServer.StartOpenEnvAsync(_counters.Served(), options, TimeProvider.System, _ => { }, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("http://gpu-box")]
    [InlineData("gpu-box:8000")]
    public async Task What_is_no_host_is_refused_when_the_server_starts(string host) => (await Should.ThrowAsync<GleanerException>(
        () => RunningServer.AgentGymAsync(_counters.Dialect(), new EnvironmentServerOptions { AllowedHosts = [host] }))).Message.ShouldStartWith($"'{host}' is not a host: ");

    // Gleaner.Web.Tests has the rules; this is that the guard stands before both.
    [Theory]
    [InlineData("evil.example", null)]
    [InlineData("127.0.0.1", "http://elsewhere.example")]
    public async Task Pages_of_strangers_open_no_session(string host, string? origin)
    {
        await using var gym = await RunningServer.AgentGymAsync(_counters.Dialect());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/create") { Headers = { Host = host } };
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served());
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", host);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
            socket.Options.SetRequestHeader("Origin", origin);
        }

        using var refused = await gym.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var refusal = await Should.ThrowAsync<WebSocketException>(() =>
            socket.ConnectAsync(new UriBuilder(server.Server.Url) { Scheme = "ws", Path = "/ws" }.Uri, TestContext.Current.CancellationToken));

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        refusal.Message.ShouldContain("403");
        gym.Server.OpenSessions.ShouldBe(0);
        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Names_that_are_allowed_are_let_in()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), new EnvironmentServerOptions { AllowedHosts = ["gpu-box"] });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/create") { Headers = { Host = "gpu-box" } };

        using var reply = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
