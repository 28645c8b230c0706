using System.Diagnostics;
using System.Text.Json.Nodes;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Spending;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Trajectories;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.Endpoints.Tests.Policies;

/// <summary>Expert and student both behind the server; scripts play them, so no number here says anything about models.</summary>
public sealed class ExpertAndStudentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_served_student_explores_an_experts_failures_and_what_is_learnt_has_its_tokens()
    {
        var careful = new ScriptedShop(_folder.File("expert"), ShopperHabits.Careful);
        var faultless = new ScriptedShop(_folder.File("student"), ShopperHabits.Faultless);
        await using var expertServer = await FakeChatServer.StartAsync(new FakeChatServer { Answers = careful.Answer, Troubles = Now });
        await using var studentServer = await FakeChatServer.StartAsync(new FakeChatServer { Answers = faultless.Answer, Troubles = Now, Adds = AddTokens });
        var shop = careful.Environment;
        var tasks = shop.Goals.TaskIds.Take(15).ToList();
        using var expert = new Talk(expertServer, _folder.File("expert.jsonl"));
        using var student = new Talk(studentServer, _folder.File("student.jsonl"), agent: agent => agent with { Name = "student" }, tokens: TokenRequest.Vllm);
        var experts = await expert.PlayAsync(shop, tasks, workers: 4);
        experts.ShouldContain(trajectory => !trajectory.IsPositive(1));

        var eef = new ExploringExpertFailures("EEF", ["expert"], new EefOptions());
        var state = new IterationState
        {
            Number = 1, Tasks = tasks, Experts = experts, Positives = new PositiveRepository(experts, 1), Rollouts = [], SuccessThreshold = 1, Seed = new Seed(1),
        };
        while (eef.Explore(state) is { Count: > 0 } requests)
        {
            var rollouts = await new RolloutEngine(shop).RunAsync(
                student.Policy, requests, state.Seed, new RolloutOptions { Workers = 8, BatchSize = 1, Decoding = new Decoding(0.8) }, cancellationToken: TestContext.Current.CancellationToken);
            rollouts.ShouldAllBe(rollout => rollout.Trajectory.Turns.Skip(rollout.PrefixLength).All(turn => turn.Author == Author.Student && turn.Tokens != null));
            state = state with { Rollouts = [.. state.Rollouts, .. rollouts], Positives = state.Positives.Add(rollouts, 1) };
        }

        var learnt = eef.Select(state).Examples;
        var failed = experts.Where(trajectory => !trajectory.IsPositive(1)).Select(trajectory => trajectory.Task).ToHashSet();
        learnt.ShouldContain(example => failed.Contains(example.Solution.Trajectory.Task));
        foreach (var turn in learnt.SelectMany(example => example.Solution.Trajectory.Turns).Where(turn => turn.Author == Author.Student))
        {
            turn.Tokens.ShouldNotBeNull().Ids.Length.ShouldBeGreaterThan(2);
        }

        var total = student.Calls.Ledger.Total;
        (total.WithTokens, total.Retries > 0).ShouldBe((total.Calls, true));
        expert.Calls.Ledger.Total.WithTokens.ShouldBe(0);

        static Trouble Now(ReceivedCall call) => call.Attempt > 1 ? Trouble.None : (call.Number % 20) switch
        {
            3 => Trouble.RateLimited,
            8 => Trouble.ServerError,
            13 => Trouble.CutBody,
            _ => Trouble.None,
        };
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Two_hundred_episodes_are_played_at_once()
    {
        var shop = new ScriptedShop(_folder.File("catalogue"), ShopperHabits.Careful);
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        string Answer(ReceivedCall call) => answers.GetOrAdd(call.Body.ToJsonString(), _ => shop.Answer(call));
        var tasks = shop.Environment.Goals.TaskIds.Take(200).ToList();

        // First without waiting, so that the measured pass finds every answer made: the script's own work is not the server's.
        await using (var quick = await FakeChatServer.StartAsync(new FakeChatServer { Answers = Answer }))
        {
            using var talk = new Talk(quick, _folder.File("quick.jsonl"));
            await talk.PlayAsync(shop.Environment, tasks, workers: 8);
        }

        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = Answer, Latency = TimeSpan.FromMilliseconds(500) });
        using var many = new Talk(server, _folder.File("many.jsonl"), endpoint => endpoint with { Calls = endpoint.Calls with { Parallel = 200 }, Prices = new PriceList(1, 1, 1) });
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();

        var played = await many.PlayAsync(shop.Environment, tasks, workers: 200);

        var longest = played.Max(trajectory => trajectory.Length);
        TestContext.Current.SendDiagnosticMessage(
            $"{played.Count} episodes, {server.Answered} calls, at most {server.MostOpen} at once: {watch.Elapsed.TotalSeconds:F2} s where {longest} turns at 0.5 s are {longest * 0.5:F1} s at least; processor {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:F2} s, client, server and journal together");
        played.Count.ShouldBe(200);
        server.MostOpen.ShouldBeInRange(2, 200);
        server.Answered.ShouldBe(played.Sum(trajectory => trajectory.Length));
        File.ReadLines(_folder.File("many.jsonl")).Count().ShouldBe(server.Answered);
    }

    private static void AddTokens(JsonObject choice, string reply)
    {
        var words = reply.Split(' ');
        choice["token_ids"] = new JsonArray([.. words.Select((_, i) => (JsonNode)i), 2]);
        choice["logprobs"] = new JsonObject
        {
            ["content"] = new JsonArray([.. words.Append("<end>").Select(word => (JsonNode)new JsonObject { ["token"] = word, ["logprob"] = -0.1 })]),
        };
    }
}
