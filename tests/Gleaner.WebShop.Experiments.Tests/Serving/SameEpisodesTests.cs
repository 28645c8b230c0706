using System.Text.Json;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Testing.Servers;
using Gleaner.Trajectories;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Experiments.Tests.Serving;

/// <summary>What clients see over the network is what an agent sees in process.</summary>
public sealed class SameEpisodesTests(GeneratedShop shop)
{
    private const int Episodes = 40;

    [Fact]
    public async Task Over_AgentGyms_protocol()
    {
        await using var server = await RunningServer.AgentGymAsync(shop.Dialect());
        var steps = 0;
        foreach (var (goal, trajectory) in await RecordAsync())
        {
            var number = (await server.CallAsync("POST", "/create")).GetInt32();
            var episode = shop.Environment.Reset(goal);
            var reset = await server.CallAsync("POST", "/reset", JsonSerializer.Serialize(new { env_idx = number, session_id = goal }));
            reset[0].GetString().ShouldBe(episode.Observation.Text);
            foreach (var turn in trajectory.Turns)
            {
                var reply = await server.CallAsync("POST", "/step", JsonSerializer.Serialize(new { env_idx = number, action = turn.Action }));
                var result = episode.Step(turn.Action);
                reply.GetProperty("state").GetString().ShouldBe(result.Observation.Text);
                reply.GetProperty("reward").GetDouble().ShouldBe(result.Reward);
                reply.GetProperty("done").GetBoolean().ShouldBe(result.IsDone);
                var actions = await server.CallAsync("GET", $"/available_actions?env_idx={number}");
                actions.GetProperty("has_search_bar").GetBoolean().ShouldBe(episode.Observation.Actions.HasSearchBar);
                actions.GetProperty("clickables").EnumerateArray().Select(item => item.GetString()).ShouldBe(episode.Observation.Actions.Clickables);
                (await server.CallAsync("GET", $"/observation?env_idx={number}")).GetString().ShouldBe(result.Observation.Text);
                (await server.CallAsync("GET", $"/state?env_idx={number}")).GetProperty("url").GetString().ShouldBe(episode.Address);
                steps++;
            }

            await server.CallAsync("POST", "/close", JsonSerializer.Serialize(new { env_idx = number }));
        }

        steps.ShouldBeGreaterThan(Episodes);
        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Over_OpenEnvs_protocol()
    {
        await using var server = await RunningServer.OpenEnvAsync(shop.Served());
        using var socket = await server.ConnectAsync();
        var steps = 0;
        foreach (var (goal, trajectory) in await RecordAsync())
        {
            var episode = shop.Environment.Reset(goal);
            var reset = await socket.CallAsync($$$"""{"type": "reset", "data": {"task_number": {{{goal}}}}}""");
            reset.GetProperty("data").GetProperty("observation").GetProperty("text").GetString().ShouldBe(episode.Observation.Text);
            foreach (var turn in trajectory.Turns)
            {
                var reply = (await socket.CallAsync(JsonSerializer.Serialize(new { type = "step", data = new { action_str = turn.Action } }))).GetProperty("data");
                var result = episode.Step(turn.Action);
                var observation = reply.GetProperty("observation");
                observation.GetProperty("text").GetString().ShouldBe(result.Observation.Text);
                observation.GetProperty("instruction").GetString().ShouldBe(episode.Goal.Instruction);
                observation.GetProperty("clickables").EnumerateArray().Select(item => item.GetString()).ShouldBe(episode.Observation.Actions.Clickables);
                reply.GetProperty("reward").GetDouble().ShouldBe(result.Reward);
                reply.GetProperty("done").GetBoolean().ShouldBe(result.IsDone);
                steps++;
            }
        }

        steps.ShouldBeGreaterThan(Episodes);
    }

    private async Task<IEnumerable<(int Goal, Trajectory Trajectory)>> RecordAsync()
    {
        var tasks = shop.Environment.Goals.Tasks.Take(Episodes).ToList();
        var trajectories = await SimulatedExpert.RecordAsync(
            shop.Environment, ShopperHabits.Hasty, tasks, new Seed(1), new RolloutOptions { MaxTurns = 10 }, TestContext.Current.CancellationToken);
        return tasks.Select((task, i) => (shop.Environment.Goals.IndexOf(task), trajectories[i]));
    }
}
