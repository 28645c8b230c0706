using System.Text.Json.Nodes;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Prompts;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Trajectories;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.Endpoints.Tests.Policies;

public sealed class ChatPolicyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_an_episode_is_answered_does_not_depend_on_the_others()
    {
        var shop = new ScriptedShop(_folder.File("catalogue"), ShopperHabits.Careful);
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = shop.Answer,
            Troubles = call => call.Number % 7 == 0 ? Trouble.ServerError : call.Number % 11 == 0 ? Trouble.CutBody : Trouble.None,
        });
        var tasks = shop.Environment.Goals.TaskIds.Take(12).ToList();
        using var one = new Talk(server, _folder.File("one.jsonl"));
        using var many = new Talk(server, _folder.File("many.jsonl"));

        var alone = await one.PlayAsync(shop.Environment, tasks, workers: 1);
        var together = await many.PlayAsync(shop.Environment, tasks, workers: 2, batch: 6);

        Lines(together).ShouldBe(Lines(alone));
        alone.Count(trajectory => trajectory.IsPositive(1)).ShouldBeGreaterThan(0);
        alone.SelectMany(trajectory => trajectory.Turns).ShouldAllBe(turn => turn.Thought!.StartsWith("After ") && turn.WasPossible);
    }

    [Fact]
    public async Task Tokens_as_sampled_go_with_the_turn()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "Thought: a\nAction: look",
            Adds = (choice, _) =>
            {
                choice["token_ids"] = new JsonArray { 5, 6, 2 };
                choice["logprobs"] = new JsonObject { ["content"] = new JsonArray { Entry(-0.5), Entry(-0.25), Entry(0) } };
            },
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), tokens: TokenRequest.Vllm);

        var tokens = (await talk.ActAsync()).Tokens.ShouldNotBeNull();

        tokens.Ids.ShouldBe([5, 6, 2]);
        tokens.LogProbability.ShouldBe(-0.75);
        talk.Calls.Ledger.Total.WithTokens.ShouldBe(1);
        var body = server.Received.Single().Body;
        ((bool)body["logprobs"]!, (bool)body["return_token_ids"]!).ShouldBe((true, true));

        // Otherwise the server would sample as the model's generation_config.json says.
        ((double)body["top_p"]!, (int)body["top_k"]!, (double)body["min_p"]!, (double)body["repetition_penalty"]!).ShouldBe((1, -1, 0, 1));

        static JsonNode Entry(double logProbability) => new JsonObject { ["token"] = "x", ["logprob"] = logProbability };
    }

    [Theory]
    [InlineData("vllm", "return_token_ids")]
    [InlineData("sglang", "return_meta_info")]
    [InlineData("llamacpp", "top_logprobs")]
    [InlineData("openai", null)]
    [InlineData(null, null)]
    public async Task A_server_is_asked_once_whether_it_can_give_tokens(string? owner, string? asked)
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look", Owner = owner });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), tokens: TokenRequest.Auto);

        await talk.ActAsync(1);
        await talk.ActAsync(2);

        server.OwnerAsked.ShouldBe(1);
        var body = server.Received.Last().Body.AsObject();
        body.Select(member => member.Key).Intersect(["return_token_ids", "return_meta_info", "top_logprobs"]).ShouldBe(asked is null ? [] : [asked]);
        body.ContainsKey("logprobs").ShouldBe(asked is not null);
    }

    [Theory]
    [InlineData("""{"data": [{"id": "a", "owned_by": "openai"}, {"id": "m", "owned_by": "vllm"}]}""", TokenRequest.Vllm)]
    [InlineData("""{"data": [{"id": "a", "owned_by": "sglang"}]}""", TokenRequest.Sglang)]
    [InlineData("""{"models": [], "data": [{"id": "a", "owned_by": "llamacpp"}]}""", TokenRequest.LlamaCpp)]
    [InlineData("""{"data": []}""", TokenRequest.None)]
    [InlineData("""{"data": [null, 1, {"id": 2, "owned_by": ["vllm"]}]}""", TokenRequest.None)]
    [InlineData("[]", TokenRequest.None)]
    [InlineData("<html>", TokenRequest.None)]
    [InlineData("", TokenRequest.None)]
    public void A_list_of_models_says_what_can_be_had(string body, TokenRequest expected) =>
        TokenSupport.Read(System.Text.Encoding.UTF8.GetBytes(body), "m").ShouldBe(expected);

    [Fact]
    public async Task Llama_cpp_is_told_to_sample_from_the_whole_distribution()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look" });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), tokens: TokenRequest.LlamaCpp);

        await talk.ActAsync();

        var body = server.Received.Single().Body;
        ((bool)body["logprobs"]!, (int)body["top_logprobs"]!).ShouldBe((true, 1));
        ((double)body["top_p"]!, (int)body["top_k"]!, (double)body["min_p"]!, (double)body["repeat_penalty"]!).ShouldBe((1, 0, 0, 1));
    }

    [Fact]
    public async Task A_student_sees_the_conversation_that_it_was_trained_on()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "go on" });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), agent: agent => agent with { Prompt = new AgentPrompt("The rules.\n", PromptStyle.Student, []) });

        var decision = await talk.ActAsync(1, new Turn(new Observation("first page"), "go", Author.Expert, 0, true) { Thought = "not taught" });

        (decision.Action, decision.Thought).ShouldBe(("go on", null));
        server.Received.Single().Messages.ShouldBe([("system", "The rules.\n"), ("user", "first page"), ("assistant", "go"), ("user", "a page")]);
    }

    [Fact]
    public async Task The_oldest_observations_but_the_first_make_room()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look" });
        var turns = Enumerable.Range(0, 4).Select(i => new Turn(new Observation($"page {i} " + new string('x', 300)), "go", Author.Expert, 0, true) { Thought = "on" }).ToArray();
        using var talk = new Talk(server, _folder.File("calls.jsonl"), agent: agent => agent with { MaxReplyTokens = 10, Window = new ContextWindow(450, ContextRule.DropOldest) });

        var decision = await talk.ActAsync(1, turns);

        (decision.Action, decision.LeftOut).ShouldBe(("look", 2));
        var seen = server.Received.Single().Messages.Where(message => message.Role == "user").Select(message => message.Text[..6]).ToList();
        seen.ShouldBe(["page 0", "(This ", "(This ", "page 3", "a page"]);

        using var stopping = new Talk(server, _folder.File("other.jsonl"), agent: agent => agent with { MaxReplyTokens = 10, Window = new ContextWindow(450, ContextRule.Stop) });
        (await stopping.ActAsync(1, turns)).IsContextFull.ShouldBeTrue();
        using var tiny = new Talk(server, _folder.File("tiny.jsonl"), agent: agent => agent with { MaxReplyTokens = 10, Window = new ContextWindow(100, ContextRule.DropOldest) });
        (await tiny.ActAsync(1, turns)).IsContextFull.ShouldBeTrue();
        server.Requests.ShouldBe(1);
    }

    private static string Lines(IEnumerable<Trajectory> trajectories)
    {
        using var stream = new MemoryStream();
        TrajectoryJsonLines.Write(stream, trajectories);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
