using System.Text.Json;
using Gleaner.EnvironmentServers.Tests.Testing;

namespace Gleaner.EnvironmentServers.Tests;

/// <summary>Many at once.</summary>
public sealed class LoadTests(GeneratedShop shop)
{
    private static readonly string[] Actions = ["search[lamp]", "click[next >]", "click[< prev]", "click[back to search]", "search[blue shirt]"];

    [Fact]
    public async Task Sessions_played_at_once_do_not_meet()
    {
        await using var server = await RunningServer.AgentGymAsync(shop);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async goal =>
        {
            int number = (await server.CallAsync("POST", "/create")).GetInt32();
            var episode = shop.Environment.Reset(goal);
            await server.CallAsync("POST", "/reset", JsonSerializer.Serialize(new { env_idx = number, session_id = goal }));
            foreach (string action in Actions)
            {
                var reply = await server.CallAsync("POST", "/step", JsonSerializer.Serialize(new { env_idx = number, action }));
                reply.GetProperty("state").GetString().ShouldBe(episode.Step(action).Observation.Text);
            }

            (await server.CallAsync("POST", "/close", JsonSerializer.Serialize(new { env_idx = number }))).GetProperty("closed").GetBoolean().ShouldBeTrue();
        }));

        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_to_one_session_follow_each_other()
    {
        await using var server = await RunningServer.AgentGymAsync(shop);
        await server.CallAsync("POST", "/create");
        await server.CallAsync("POST", "/step", """{"env_idx": 0, "action": "search[lamp]"}""");

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            server.CallAsync("POST", "/step", """{"env_idx": 0, "action": "click[next >]"}""")));

        int[] pages = [.. replies.Select(reply => int.Parse(reply.GetProperty("state").GetString()!.Split("[SEP] Page ")[1].Split(' ')[0]))];
        pages.Order().ShouldBe(Enumerable.Range(2, 40), "every click turned one page");
    }

    [Fact]
    public async Task Closing_while_others_play_leaves_no_session_behind()
    {
        await using var server = await RunningServer.AgentGymAsync(shop);
        await server.CallAsync("POST", "/create");

        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i => i == 20
            ? (await server.SendAsync("POST", "/close", """{"env_idx": 0}""")).Status
            : (await server.SendAsync("POST", "/step", """{"env_idx": 0, "action": "search[lamp]"}""")).Status));

        statuses.ShouldAllBe(status => status == 200 || status == 404);
        server.Server.OpenSessions.ShouldBe(0);
    }
}
