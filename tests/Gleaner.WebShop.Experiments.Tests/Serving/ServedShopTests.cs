using System.Text.Json;
using Gleaner.EnvironmentClients.AgentGym;
using Gleaner.EnvironmentClients.OpenEnv;
using Gleaner.EnvironmentServers;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Testing.Servers;
using Gleaner.Trajectories;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Serving;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Experiments.Tests.Serving;

/// <summary>Gleaner's own servers and clients together: what is played through them is what is played in process.</summary>
public sealed class ServedShopTests(GeneratedShop generated)
{
    private const int MaxTurns = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Protocols => ["agentgym", "openenv"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_shopper_sees_the_same_through_a_server(string protocol)
    {
        var shop = generated.Environment;
        var tasks = shop.Goals.TaskIds.Take(40).ToList();
        var shopped = await SimulatedExpert.RecordAsync(
            shop, ShopperHabits.Hasty, tasks, new Seed(1), new RolloutOptions { MaxTurns = MaxTurns }, Cancellation);
        shopped.ShouldContain(trajectory => trajectory.StopReason == StopReason.Done);

        await AssertSameAsync(protocol, shop, [.. shopped.Select((trajectory, goal) => (goal, trajectory))]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Recorded_actions_of_models_give_the_same_through_a_server(string protocol)
    {
        var (shop, runs) = ReadReal(150);
        var expected = new List<(int, Trajectory)>();
        foreach (var (goal, actions) in runs.DistinctBy(run => run.Goal))
        {
            var task = shop.Goals.TaskIds[goal];
            expected.Add((goal, (await Script.PlayAsync(shop, episode => actions.ElementAtOrDefault(episode.Turns.Count), [task], MaxTurns))[0].Trajectory));
        }

        await AssertSameAsync(protocol, shop, expected);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_state_of_an_expert_can_be_started_from_on_a_server(string protocol)
    {
        var shop = generated.Environment;
        await using var served = await Served.StartAsync(protocol, shop);
        var shopped = await SimulatedExpert.RecordAsync(
            shop, ShopperHabits.Hasty, [.. shop.Goals.TaskIds.Take(10)], new Seed(1), new RolloutOptions { MaxTurns = MaxTurns }, Cancellation);
        var experts = shopped.Select((trajectory, goal) => trajectory with { Task = served.TaskOf(goal) }).Where(expert => expert.Length > 1).ToList();
        experts.Count.ShouldBeGreaterThan(3);

        var rollouts = await Script.PlayAsync(
            served.Environment,
            episode => experts.Single(expert => expert.Task == episode.Task).Turns.ElementAtOrDefault(episode.Turns.Count)?.Action,
            experts.Select(expert => StartState.After(expert, expert.Length - 1)),
            MaxTurns);

        rollouts.Select(rollout => (rollout.StudentSteps, rollout.Trajectory.Final.Text, rollout.Trajectory.Return))
            .ShouldBe(experts.Select(expert => (1, expert.Final.Text, expert.Return)));
    }

    /// <summary>The real shop, with the actions that models took in it.</summary>
    private static (WebShopEnvironment Shop, List<(int Goal, string[] Actions)> Runs) ReadReal(int runs)
    {
        var recorded = File.ReadLines(RealData.WebShop("trajectories", "agenttraj_l_1k_text.jsonl")).Take(runs).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return (
                json.RootElement.GetProperty("goal_index").GetInt32(),
                json.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("action").GetString()!).ToArray());
        });
        return (new WebShopEnvironment(new GoalList(ProductCatalogue.Load(RealData.WebShop("catalogue")))), [.. recorded]);
    }

    private static async Task AssertSameAsync(string protocol, WebShopEnvironment shop, IReadOnlyList<(int Goal, Trajectory Expected)> played)
    {
        await using var served = await Served.StartAsync(protocol, shop);
        var of = played.ToDictionary(one => served.TaskOf(one.Goal), one => one.Expected);

        var rollouts = await Script.PlayAsync(
            served.Environment, episode => of[episode.Task].Turns.ElementAtOrDefault(episode.Turns.Count)?.Action, of.Keys, MaxTurns);

        foreach (var trajectory in rollouts.Select(rollout => rollout.Trajectory))
        {
            var expected = of[trajectory.Task];
            trajectory.Turns.Select(turn => (turn.Observation.Text, turn.Action, turn.Reward))
                .ShouldBe(expected.Turns.Select(turn => (turn.Observation.Text, turn.Action, turn.Reward)));
            (trajectory.Final.Text, trajectory.Return, trajectory.StopReason).ShouldBe((expected.Final.Text, expected.Return, expected.StopReason));
        }

        await served.CloseAsync();
        served.OpenSessions.ShouldBe(0);
    }

    /// <summary>A shop behind one of Gleaner's servers, and the client of it.</summary>
    private sealed class Served(EnvironmentServer server, ServedShop shop, IEnvironment environment, Func<int, TaskId> taskOf, List<Exception> defects)
        : IAsyncDisposable
    {
        public IEnvironment Environment => environment;

        public int OpenSessions => server.OpenSessions;

        public TaskId TaskOf(int goal) => taskOf(goal);

        public static async Task<Served> StartAsync(string protocol, WebShopEnvironment environment)
        {
            var shop = new ServedShop(environment);
            var defects = new List<Exception>();
            var options = new EnvironmentServerOptions { Port = 0 };
            if (protocol == "agentgym")
            {
                var server = await EnvironmentServer.StartAgentGymAsync(new WebShopDialect(shop), options, TimeProvider.System, defects.Add, Cancellation);
                var client = await AgentGymEnvironment.ConnectAsync(
                    new AgentGymOptions { Url = server.Url, Protocol = AgentGymProtocols.Of("webshop") }, cancellationToken: Cancellation);
                return new Served(server, shop, client, number => AgentGymEnvironment.TaskOf("webshop", number), defects);
            }
            else
            {
                var server = await EnvironmentServer.StartOpenEnvAsync(shop, options, TimeProvider.System, defects.Add, Cancellation);
                var client = await OpenEnvEnvironment.ConnectAsync(
                    new OpenEnvOptions { Url = server.Url, Name = "webshop", TaskField = "task_number", Sessions = 8 }, cancellationToken: Cancellation);
                return new Served(server, shop, client, number => OpenEnvEnvironment.TaskOf("webshop", number), defects);
            }
        }

        public ValueTask CloseAsync() => environment is IAsyncDisposable closing ? closing.DisposeAsync() : ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await CloseAsync();
            await server.DisposeAsync();
            shop.Dispose();
            defects.ShouldBeEmpty();
        }
    }
}
