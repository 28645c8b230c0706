using Gleaner.Testing.Servers;

namespace Gleaner.EnvironmentServers.Tests.AgentGym;

/// <summary>Any environment can be served by AgentGym's protocol, also one whose episodes hold something and that may fail.</summary>
public sealed class AgentGymServerTests
{
    private readonly Counters _counters = new();

    [Fact]
    public async Task An_environment_is_served_in_the_common_dialect()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(), new EnvironmentServerOptions { FirstSession = 7 });

        (await server.SendAsync("POST", "/create")).ShouldBe((200, """{"id":7}"""));
        (await server.SendAsync("GET", "/observation?id=7")).ShouldBe((200, "\"count/0: 0\""));
        (await server.SendAsync("POST", "/reset", """{"id": 7, "data_idx": 3}""")).ShouldBe((200, """{"observation":"count/3: 0","reward":0.0,"done":false}"""));
        (await server.SendAsync("POST", "/step", """{"id": 7, "action": "up"}""")).ShouldBe((200, """{"observation":"count/3: 1","reward":0.25,"done":false}"""));
        (await server.SendAsync("POST", "/step", """{"id": 7, "action": "up"}""")).ShouldBe((200, """{"observation":"count/3: 2","reward":0.5,"done":false}"""));
        (await server.SendAsync("GET", "/list_envs")).ShouldBe((200, "[7]"));
        (await server.SendAsync("POST", "/close", """{"id": 7}""")).ShouldBe((200, """{"closed":true}"""));
        (await server.SendAsync("POST", "/close", """{"id": 7}""")).ShouldBe((200, """{"closed":false}"""));
        (await server.SendAsync("GET", "/available_actions?id=7")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Resets_without_a_task_walk_through_the_tasks()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect(tasks: 2));
        await server.CallAsync("POST", "/create");

        foreach (var task in new[] { 1, 0, 1 })
        {
            (await server.CallAsync("POST", "/reset", """{"id": 0}""")).GetProperty("observation").GetString().ShouldBe($"count/{task}: 0");
        }

        (await server.SendAsync("POST", "/reset", """{"id": 0, "data_idx": 2}""")).Body.ShouldContain("There is no task number 2: there are 0..1.");
    }

    [Fact]
    public async Task A_failed_environment_plays_again_after_a_reset()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect());
        await server.CallAsync("POST", "/create");
        await server.CallAsync("POST", "/reset", """{"id": 0, "data_idx": 3}""");

        (await server.SendAsync("POST", "/step", """{"id": 0, "action": "die"}""")).ShouldBe((500, """{"detail":"The counter died."}"""));

        _counters.Open.ShouldBe(0);
        (await server.SendAsync("POST", "/step", """{"id": 0, "action": "up"}""")).ShouldBe((409, """{"detail":"The environment 0 failed and plays nothing: reset it."}"""));
        await server.CallAsync("POST", "/reset", """{"id": 0, "data_idx": 3}""");
        (await server.SendAsync("POST", "/step", """{"id": 0, "action": "up"}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Episodes_are_given_back_by_resets_closes_idleness_and_the_end()
    {
        var clock = new ManualClock();
        await using (var server = await RunningServer.AgentGymAsync(_counters.Dialect(), new EnvironmentServerOptions { IdleTimeout = TimeSpan.FromMinutes(5) }, clock))
        {
            for (var session = 0; session < 3; session++)
            {
                await server.CallAsync("POST", "/create");
                await server.CallAsync("POST", "/reset", $$"""{"id": {{session}}, "data_idx": 1}""");
                await server.CallAsync("POST", "/reset", $$"""{"id": {{session}}, "data_idx": 2}""");
            }

            _counters.Open.ShouldBe(3, "a reset gives back the episode before it");
            await server.CallAsync("POST", "/close", """{"id": 0}""");
            _counters.Open.ShouldBe(2);
            clock.Advance(TimeSpan.FromMinutes(3));
            await server.CallAsync("GET", "/observation?id=1");
            clock.Advance(TimeSpan.FromMinutes(3));
            _counters.Open.ShouldBe(1);
        }

        _counters.Open.ShouldBe(0);
    }
}
