using Gleaner.CommandLine.App;
using Gleaner.EnvironmentServers;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Serving;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.EndToEnd.Tests;

/// <summary>Experiments whose environment is behind a server: Gleaner's own, in this process.</summary>
public sealed class ServerRunTests : IAsyncLifetime
{
    private const int MaxTurns = 6;

    private readonly TemporaryFolder _folder = new();
    private WebShopEnvironment _shop = null!;

    public static TheoryData<string> Protocols => ["agentgym", "openenv"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        new CatalogueGenerator(new GeneratorSettings { Products = 80, Seed = 7 }).Write(_folder.File("catalogue"));
        _shop = new WebShopEnvironment(new GoalList(ProductCatalogue.Load(_folder.File("catalogue"))));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task An_experiment_runs_on_a_server_and_leaves_no_session(string protocol)
    {
        await using var server = await ServeAsync(protocol);
        var config = await WriteAsync(protocol, server.Url);

        var run = await ProgramRun.OfAsync("run", config, "--output", _folder.File("run"));

        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        foreach (var row in new[] { "recorded", "BC", "RFT", "EEF" })
        {
            run.Out.ShouldContain($"\n  {row} ");
        }

        server.OpenSessions.ShouldBe(0);

        // Again through a server that starts anew elsewhere: the same bytes.
        await using var other = await ServeAsync(protocol);
        (await ProgramRun.OfAsync("run", config, "--set", $"environment.url={other.Url}", "--output", _folder.File("again"))).ExitCode.ShouldBe(ExitCode.Done);
        RunFolder.Contents(_folder.File("again")).ShouldBe(RunFolder.Contents(_folder.File("run")));

        (await ProgramRun.OfAsync("replay", "--config", config, _folder.File("expert.jsonl"))).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Ctrl_C_closes_the_sessions()
    {
        await using var server = await ServeAsync("agentgym");
        var config = await WriteAsync("agentgym", server.Url);
        using (var run = Launched.Start("run", config, "--output", _folder.File("run"), "--set", "exploration.iterations=50"))
        {
            await run.WaitForAsync("EEF");
            server.OpenSessions.ShouldBeGreaterThan(0);
            await run.InterruptAsync();
            (await run.EndAsync()).Error.ShouldContain("the same command with --resume continues");
        }

        server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Conversations_are_played_again_and_an_odd_one_costs_itself_alone()
    {
        var server = await ServeAsync("agentgym");
        var config = await WriteAsync("agentgym", server.Url);
        await File.WriteAllTextAsync(_folder.File("conversations.json"), """
            [{"item_id":"webshop_2","conversations":[{"from":"human","loss":null,"value":"Shop."},{"from":"gpt","loss":true,"value":"Action: search[lamp]"}]},
             {"item_id":"webshop_3","conversations":[{"from":"gpt","loss":true,"value":null}]},
             {"item_id":"webshop_2","conversations":[{"from":"gpt","loss":true,"value":"search[lamp]"}]}]
            """, Cancellation);
        string[] import = ["import", "agentgym", "--config", config, "--output", _folder.File("played.jsonl"), _folder.File("conversations.json")];

        var run = await ProgramRun.OfAsync(import);
        run.Error.ShouldBe($"refused: {_folder.File("conversations.json")}: item 1: 'conversations[0].value' should be a text.\n");
        run.Out.ShouldStartWith("2 conversations of webshop: 1 tasks played, 0 of them won, 0 failed, 1 on a task that was played already; 1 more refused\n0 of 1 observations as recorded\n");
        run.ExitCode.ShouldBe(ExitCode.Different);
        (await File.ReadAllLinesAsync(_folder.File("played.jsonl"), Cancellation)).ShouldHaveSingleItem().ShouldContain("search[lamp]");

        await server.DisposeAsync();
        (await ProgramRun.OfAsync(import)).ExitCode.ShouldBe(ExitCode.InputOutput);
    }

    private async Task<EnvironmentServer> ServeAsync(string protocol)
    {
        var shop = new ServedShop(_shop);
        var options = new EnvironmentServerOptions { Port = 0 };
        return protocol == "agentgym"
            ? await EnvironmentServer.StartAgentGymAsync(new WebShopDialect(shop), options, TimeProvider.System, _ => { }, Cancellation)
            : await EnvironmentServer.StartOpenEnvAsync(shop, options, TimeProvider.System, _ => { }, Cancellation);
    }

    /// <summary>Writes an experiment, and what a simulated shopper did in process as the recording of its expert.</summary>
    private async Task<string> WriteAsync(string protocol, Uri url)
    {
        var shopped = await SimulatedExpert.RecordAsync(
            _shop, ShopperHabits.Hasty, [.. _shop.Goals.TaskIds.Take(40)], new Seed(1), new RolloutOptions { MaxTurns = MaxTurns }, Cancellation);
        await using (var stream = File.Create(_folder.File("expert.jsonl")))
        {
            TrajectoryJsonLines.Write(stream, shopped.Select((trajectory, goal) => trajectory with { Task = new TaskId($"{protocol}/webshop/{goal}") }));
        }

        var file = _folder.File("server.yaml");
        await File.WriteAllTextAsync(file, $$"""
            environment:
              kind: {{protocol}}
              name: webshop
              url: {{url}}
              sessions: 4
              max_turns: {{MaxTurns}}
            {{(protocol == "openenv" ? "  task_field: task_number" : "")}}
            tasks:
              test: {first: 0, count: 8}
              dev: {first: 8, count: 4}
              train: {first: 12, count: 28}
            experts:
              - {kind: recorded, file: expert.jsonl}
            student:
              kind: text
              width: 16
              layers: 1
              heads: 1
              feed_forward: 16
              pieces: 520
              context: 512
              view: {task_tokens: 32, observation_tokens: 32, actions: known}
              pretraining: {steps: 5, batch: 4}
            training:
              bc: {steps: 5, batch: 4}
              iteration: {steps: 3, batch: 4}
            exploration:
              iterations: 1
            methods:
              - {kind: rft}
              - {kind: eef}
            """);
        return file;
    }
}
