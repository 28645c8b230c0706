using System.Text.Json;
using Gleaner.Testing.Servers;

namespace Gleaner.EnvironmentServers.Tests;

/// <summary>Many at once.</summary>
public sealed class LoadTests
{
    private readonly Counters _counters = new();

    [Fact]
    public async Task Sessions_played_at_once_do_not_meet()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect());

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async task =>
        {
            var id = (await server.CallAsync("POST", "/create")).GetProperty("id").GetInt32();
            await server.CallAsync("POST", "/reset", JsonSerializer.Serialize(new { id, data_idx = task }));
            for (var step = 1; step <= 5; step++)
            {
                var reply = await server.CallAsync("POST", "/step", JsonSerializer.Serialize(new { id, action = "up" }));
                reply.GetProperty("observation").GetString().ShouldBe($"count/{task}: {step}");
            }

            (await server.CallAsync("POST", "/close", JsonSerializer.Serialize(new { id }))).GetProperty("closed").GetBoolean().ShouldBeTrue();
        }));

        server.Server.OpenSessions.ShouldBe(0);
        _counters.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_to_one_session_follow_each_other()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect());
        await server.CallAsync("POST", "/create");

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.CallAsync("POST", "/step", """{"id": 0, "action": "up"}""")));

        replies.Select(reply => int.Parse(reply.GetProperty("observation").GetString()!.Split(' ')[1])).Order()
            .ShouldBe(Enumerable.Range(1, 40), "every step was counted once");
        _counters.Open.ShouldBe(1);
    }

    [Fact]
    public async Task Closing_while_others_play_leaves_no_session_behind()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect());
        await server.CallAsync("POST", "/create");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i => i == 20
            ? (await server.SendAsync("POST", "/close", """{"id": 0}""")).Status
            : (await server.SendAsync("POST", "/step", """{"id": 0, "action": "up"}""")).Status));

        statuses.ShouldAllBe(status => status == 200 || status == 404);
        server.Server.OpenSessions.ShouldBe(0);
        _counters.Open.ShouldBe(0);
    }
}
