using System.Text.Json;
using Gleaner.EnvironmentServers;
using Gleaner.Testing.Servers;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Experiments.Tests.Serving;

public sealed class WebShopDialectTests(GeneratedShop shop)
{
    [Fact]
    public async Task Requests_are_answered_in_the_shapes_of_the_original()
    {
        await using var server = await RunningServer.AgentGymAsync(shop.Dialect(), new EnvironmentServerOptions { FirstSession = 7 });

        await Exchanges.PlayHttpAsync(server, "agentgym.jsonl");
    }

    [Fact]
    public async Task A_reward_is_a_float_in_Python_too()
    {
        await using var server = await RunningServer.AgentGymAsync(shop.Dialect());
        await server.CallAsync("POST", "/create");

        var (_, reply) = await server.SendAsync("POST", "/step", """{"env_idx": 0, "action": "search[lamp]"}""");

        reply.ShouldEndWith(""","reward":0.0,"done":false,"info":null}""");
    }

    [Fact]
    public async Task A_new_environment_shows_what_the_original_draws_second_and_resets_go_on_from_there()
    {
        await using var server = await RunningServer.AgentGymAsync(shop.Dialect());
        DrawnSession[] drawn = [.. shop.Environment.Goals.DrawSessions().Take(4)];

        await server.CallAsync("POST", "/create");
        await server.CallAsync("POST", "/create");

        (await server.CallAsync("GET", "/observation?env_idx=0")).GetString().ShouldBe(StartPage(drawn[1]));
        (await server.CallAsync("POST", "/reset", """{"env_idx": 0}"""))[0].GetString().ShouldBe(StartPage(drawn[2]));
        (await server.CallAsync("POST", "/reset", """{"env_idx": 0}"""))[0].GetString().ShouldBe(StartPage(drawn[3]));
        (await server.CallAsync("GET", "/observation?env_idx=1")).GetString().ShouldBe(StartPage(drawn[1]), "sessions do not depend on each other");
        (await server.CallAsync("GET", "/state?env_idx=1")).GetProperty("url").GetString().ShouldBe($"http://127.0.0.1:3000/{drawn[1].Name}");
    }

    [Fact]
    public async Task After_a_purchase_the_shop_stays_open_as_the_original_does()
    {
        await using var server = await RunningServer.AgentGymAsync(shop.Dialect());
        await server.CallAsync("POST", "/create");
        await server.CallAsync("POST", "/reset", """{"env_idx": 0, "session_id": 0}""");
        JsonElement bought = default;
        foreach (var action in Purchase())
        {
            bought = await server.CallAsync("POST", "/step", JsonSerializer.Serialize(new { env_idx = 0, action }));
        }

        bought.GetProperty("done").GetBoolean().ShouldBeTrue();
        var episode = shop.Environment.Reset(0);
        Purchase().ForEach(action => episode.Step(action));
        bought.GetProperty("reward").GetDouble().ShouldBe(episode.Return);
        (await server.CallAsync("GET", "/available_actions?env_idx=0")).GetProperty("clickables").GetArrayLength().ShouldBe(0);
        (await server.CallAsync("POST", "/step", """{"env_idx": 0, "action": "search[lamp]"}""")).GetProperty("done").GetBoolean().ShouldBeFalse();
    }

    private string StartPage(DrawnSession drawn) => shop.Environment.Reset(drawn.GoalIndex).Observation.Text;

    private List<string> Purchase()
    {
        var goal = shop.Environment.Goals.Goals[0];
        return [$"search[{goal.Product.Title}]", $"click[{goal.Product.Asin.ToLowerInvariant()}]", "click[buy now]"];
    }
}
