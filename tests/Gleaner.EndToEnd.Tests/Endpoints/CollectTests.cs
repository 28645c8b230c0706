using Gleaner.CommandLine.App;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Trajectories;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.EndToEnd.Tests.Endpoints;

/// <summary>An expert behind a chat endpoint: collected, learnt from, reported on; and nothing is paid for twice.</summary>
public sealed class CollectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedShop _shop;

    public CollectTests() => _shop = new ScriptedShop(_folder.File("catalogue"), ShopperHabits.Careful);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Collect_then_run_then_report_through_a_server_that_misbehaves()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _shop.Answer,
            Key = EndpointExperiment.Canary,
            Latency = TimeSpan.FromMilliseconds(2),
            Troubles = call => call.Attempt > 1 ? Trouble.None : (call.Number % 40) switch
            {
                3 => Trouble.RateLimited,
                13 => Trouble.ServerError,
                23 => Trouble.CutConnection,
                33 => Trouble.CutBody,
                _ => Trouble.None,
            },
        });
        var file = EndpointExperiment.In(_folder, "collect", server);
        var collected = _folder.File("collected", "teacher.jsonl");

        var collect = await ProgramRun.OfAsync("collect", file, "--output", collected);

        collect.Error.ShouldBeEmpty();
        collect.ExitCode.ShouldBe(ExitCode.Done);
        collect.Out.ShouldContain("Collecting 40 episodes of webshop by teacher (scripted-shopper), which is simulated; 0 are there already.");
        collect.Out.ShouldMatch("40 episodes: [1-9][0-9]* successes, [1-9][0-9]* failures, mean return 0\\.");
        collect.Out.ShouldMatch($"{server.Answered} calls, [0-9,]+ tokens of prompts and [0-9,]+ of replies, cost [0-9.]+; 0 malformed replies, 0 tolerated; replies as text only");
        collect.Out.ShouldMatch("A success took [0-9.]+ calls and [0-9]+ tokens, and cost [0-9.]+, failures included\\.");
        server.Requests.ShouldBeGreaterThan(server.Answered);
        Read(collected).ShouldAllBe(trajectory => trajectory.Turns.All(turn => turn.Thought != null && turn.Author == Author.Expert));

        // Once more: everything is there.
        var answered = server.Answered;
        var again = await ProgramRun.OfAsync("collect", file, "--output", collected);
        again.Out.ShouldContain("40 are there already.");
        server.Answered.ShouldBe(answered);

        (await ProgramRun.OfAsync("collect", file, "--split", "dev", "--output", _folder.File("collected", "dev.jsonl"))).Out.ShouldContain("10 episodes: ");
        answered = server.Answered;

        // What was collected teaches, beside the same expert asked by the run itself.
        var experiment = EndpointExperiment.In(_folder, "run", server, $"  - {{kind: recorded, name: taught, file: '{collected}'}}\n");
        var run = await ProgramRun.OfAsync("run", experiment, "--output", _folder.File("run"));

        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        var report = File.ReadAllText(_folder.File("run", "report.html"));
        report.ShouldContain($"teacher (scripted-shopper): {server.Answered - answered} calls");
        report.ShouldContain("replies as text only, not as the tokens that were sampled");
        report.ShouldContain("The experts are simulated");

        // Both asked the same questions, so they have the same trajectories under two names.
        Read(_folder.File("run", "experts", "taught", "trajectories.jsonl")).Select(trajectory => trajectory.Return)
            .ShouldBe(Read(_folder.File("run", "experts", "teacher", "trajectories.jsonl")).Select(trajectory => trajectory.Return));
        FilesWith(EndpointExperiment.Canary).ShouldBeEmpty();
        (collect.Out + again.Out + run.Out).ShouldNotContain(EndpointExperiment.Canary);
    }

    [Fact]
    public async Task A_key_is_in_no_artefact_message_or_log_even_if_the_server_repeats_it()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, Key = "another one" });
        var file = EndpointExperiment.In(_folder, "canary", server);

        var collect = await ProgramRun.OfAsync("collect", file, "--output", _folder.File("out", "x.jsonl"));
        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("run"));
        var config = await ProgramRun.OfAsync("config", file);

        collect.Error.ShouldContain("Incorrect API key provided: ***");
        collect.Error.ShouldContain($"the key in {EndpointExperiment.KeyVariable}");
        run.Error.ShouldContain("Incorrect API key provided: ***");
        foreach (var program in new[] { collect, run, config })
        {
            (program.Out + program.Error).ShouldNotContain(EndpointExperiment.Canary);
        }

        FilesWith(EndpointExperiment.Canary).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_in_the_configuration_is_refused_without_repeating_it_into_a_run()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer });
        var file = EndpointExperiment.In(_folder, "wrong", server);

        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("run"), "--set", "experts.0.api_key_env=sk-pasted-here");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("must be the name of an environment variable");
        Directory.Exists(_folder.File("run")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_spent_budget_stops_with_5_and_a_higher_one_goes_on()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, Key = EndpointExperiment.Canary });
        var file = EndpointExperiment.In(_folder, "budget", server);
        string[] collect = ["collect", file, "--episodes", "12", "--output", _folder.File("x.jsonl")];

        var poor = await ProgramRun.OfAsync([.. collect, "--set", "experts.0.budget.calls=20"]);
        poor.ExitCode.ShouldBe(ExitCode.BudgetSpent);
        poor.Error.ShouldStartWith("stopped: The budget is spent: another call could exceed 20 calls; so far 20 calls");
        server.Answered.ShouldBe(20);

        var rich = await ProgramRun.OfAsync(collect);
        rich.ExitCode.ShouldBe(ExitCode.Done);
        rich.Out.ShouldContain("12 episodes: ");
        server.AnsweredByBody.Values.Sum().ShouldBe(server.AnsweredByBody.Count);

        // The same in a run: the budget is no part of its identity.
        string[] run = ["run", file, "--output", _folder.File("run"), "--resume"];
        (await ProgramRun.OfAsync([.. run, "--set", "experts.0.budget.calls=30"])).ExitCode.ShouldBe(ExitCode.BudgetSpent);
        (await ProgramRun.OfAsync(run)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Killed_in_the_middle_a_collection_goes_on_without_a_repeated_call()
    {
        await using var undisturbed = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer });
        var whole = await ProgramRun.OfAsync("collect", EndpointExperiment.In(_folder, "whole", undisturbed), "--output", _folder.File("whole.jsonl"));
        whole.ExitCode.ShouldBe(ExitCode.Done);

        // The server stops answering after 60 calls: what is in the air then has been answered to nobody.
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, HoldAfter = 60 });
        string[] arguments = ["collect", EndpointExperiment.In(_folder, "killed", server), "--output", _folder.File("killed.jsonl")];
        using (var first = Launched.Start(arguments))
        {
            var journal = _folder.File("killed.calls.jsonl");
            while (!File.Exists(journal) || LinesOf(journal) < 60)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            await first.KillAsync();
        }

        await server.LeftAsync().WaitAsync(TestContext.Current.CancellationToken);
        server.Answered.ShouldBe(60);
        server.Release();
        using var second = Launched.Start(arguments);
        var (exitCode, output, error) = await second.EndAsync();

        error.ShouldBeEmpty();
        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldContain("questions were answered from the journal and not paid for again.");
        server.Answered.ShouldBe(undisturbed.Answered);
        Ordered(server).ShouldBe(Ordered(undisturbed));
        File.ReadAllText(_folder.File("killed.jsonl")).ShouldBe(File.ReadAllText(_folder.File("whole.jsonl")));

        static IEnumerable<KeyValuePair<string, int>> Ordered(FakeChatServer server) => server.AnsweredByBody.OrderBy(answered => answered.Key, StringComparer.Ordinal);
    }

    private static int LinesOf(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(c => c == '\n');
    }

    private static List<Trajectory> Read(string file) => [.. TrajectoryJsonLines.Read(File.OpenRead(file), file)];

    private List<string> FilesWith(string text) =>
        [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal))];
}
