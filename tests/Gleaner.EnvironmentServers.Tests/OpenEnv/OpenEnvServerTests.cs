using Gleaner.Testing.Servers;

namespace Gleaner.EnvironmentServers.Tests.OpenEnv;

/// <summary>Any environment can be served by OpenEnv's protocol, also one whose episodes hold something and that may fail.</summary>
public sealed class OpenEnvServerTests
{
    [Fact]
    public async Task An_environment_is_served_by_its_tasks()
    {
        var counters = new Counters();
        await using var server = await RunningServer.OpenEnvAsync(counters.Served());
        using var socket = await server.ConnectAsync();

        (await socket.CallAsync("""{"type": "reset", "data": {"task_id": "count/1"}}""")).GetRawText()
            .ShouldBe("""{"type":"observation","data":{"observation":{"text":"count/1: 0"},"reward":null,"done":false}}""");
        (await socket.CallAsync("""{"type": "step", "data": {"action_str": "up"}}""")).GetRawText()
            .ShouldBe("""{"type":"observation","data":{"observation":{"text":"count/1: 1"},"reward":0.25,"done":false}}""");
        await socket.CallAsync("""{"type": "reset"}""");

        counters.Open.ShouldBe(1, "a reset gives back the episode before it");
    }

    [Fact]
    public async Task A_failed_environment_is_an_execution_error_and_the_next_reset_starts_anew()
    {
        var counters = new Counters();
        await using var server = await RunningServer.OpenEnvAsync(counters.Served());
        using (var socket = await server.ConnectAsync())
        {
            await socket.CallAsync("""{"type": "reset"}""");

            (await socket.CallAsync("""{"type": "step", "data": {"action_str": "die"}}""")).GetRawText()
                .ShouldBe("""{"type":"error","data":{"message":"The counter died.","code":"EXECUTION_ERROR"}}""");

            counters.Open.ShouldBe(0);
            (await socket.CallAsync("""{"type": "reset"}""")).GetProperty("type").GetString().ShouldBe("observation");
        }

        await server.SessionsShouldBecomeAsync(0);
        counters.Open.ShouldBe(0, "a session that ends gives back its episode");
    }

    [Fact]
    public async Task A_request_without_session_gives_back_its_episode()
    {
        var counters = new Counters();
        await using var server = await RunningServer.OpenEnvAsync(counters.Served());

        await server.CallAsync("POST", "/step", """{"action": {"action_str": "up"}}""");
        (await server.SendAsync("POST", "/step", """{"action": {"action_str": "die"}}""")).ShouldBe((500, """{"detail":"The counter died."}"""));

        counters.Open.ShouldBe(0);
    }
}
