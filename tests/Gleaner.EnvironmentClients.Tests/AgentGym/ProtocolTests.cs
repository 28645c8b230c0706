using Gleaner.EnvironmentClients.AgentGym;
using Gleaner.Environments;
using Gleaner.Testing.Servers;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentClients.Tests.AgentGym;

/// <summary>Every environment's server as its Python code answers, and what the agent gets of it.</summary>
public class ProtocolTests
{
    private static readonly Exchange Banner = new("GET /", "\"ok\"");

    /// <summary>Environment; the conversation; what the agent sees first; then action, observation and return of each step.</summary>
    private static readonly Dictionary<string, (Exchange[] Exchanges, string Start, (string Action, string Observation, double Return)[] Steps)> Conversations = new()
    {
        ["sciworld"] = (
            [
                new("POST /create", """{"id":0}"""),
                new("POST /reset {\"id\":0,\"data_idx\":5}",
                    """{"task_name":"boil","var_num":5,"task_description":"Your task is to boil water.","observation":"This room is called the hallway.","reward":0,"score":0,"deleted":false,"done":false}"""),
                new("POST /step {\"id\":0,\"action\":\"look around\"}", """{"observation":"You see a door.","reward":0,"score":3,"done":false}"""),
                new("POST /step {\"id\":0,\"action\":\"focus on water\"}", """{"observation":"You focus on the water.","reward":97,"score":100,"done":true}"""),
                new("POST /close {\"id\":0}", """{"closed":true}"""),
            ],
            "Your task is to boil water.\nThis room is called the hallway.",
            [("look around", "You see a door.", 0.03), ("focus on water", "You focus on the water.", 1)]),
        ["babyai"] = (
            [
                new("POST /create", """{"id":3}"""),
                new("POST /reset {\"id\":3,\"data_idx\":5}", """{"observation":"Your goal: go to the red ball","reward":0,"score":0,"deleted":false,"done":false}"""),
                new("POST /step {\"id\":3,\"action\":\"turn left\"}", """{"observation":"You see a wall.","reward":0,"score":0,"done":false}"""),
                new("POST /step {\"id\":3,\"action\":\"go to red ball 1\"}", """{"observation":"The task is completed.","reward":0.9719,"score":0.9719,"done":true}"""),
                new("POST /close {\"id\":3}", "true"),
            ],
            "Your goal: go to the red ball",
            [("turn left", "You see a wall.", 0), ("go to red ball 1", "The task is completed.", 0.9719)]),
        ["textcraft"] = (
            [
                new("POST /create {}", """{"id":0,"observation":"Crafting commands: …","done":false,"reward":0}"""),
                new("POST /reset {\"id\":0,\"data_idx\":5}", """{"id":0,"observation":"Goal: craft stick.","done":false,"reward":0}"""),
                new("POST /step {\"id\":0,\"action\":\"get 1 planks\"}", """{"observation":"Got 1 planks","reward":0,"done":false}"""),
                new("POST /step {\"id\":0,\"action\":\"craft 1 stick using 1 planks\"}", """{"observation":"Crafted 1 stick","reward":1,"done":true}"""),
                new("POST /close {\"id\":0}", "null"),
            ],
            "Goal: craft stick.",
            [("get 1 planks", "Got 1 planks", 0), ("craft 1 stick using 1 planks", "Crafted 1 stick", 1)]),
        ["alfworld"] = (
            [
                new("POST /create", """{"id":0}"""),
                new("POST /reset {\"id\":0,\"game\":5,\"world_type\":\"Text\"}",
                    """{"id":0,"observation":"Your task is to: put a mug on the desk.","available_actions":["go to desk 1","look"],"task_type":"pick_and_place"}"""),
                new("POST /step {\"id\":0,\"action\":\"look\"}", """{"observation":"You see a desk 1.","reward":0.0,"available_actions":["look"],"done":false}"""),
                new("POST /step {\"id\":0,\"action\":\"go to desk 1\"}", """{"observation":"You won!","reward":1.0,"available_actions":[],"done":true}"""),
                new("POST /close {\"id\":0}", ""),
            ],
            "Your task is to: put a mug on the desk.\nAVAILABLE ACTIONS: go to desk 1,look",
            [("look", "You see a desk 1.", 0), ("go to desk 1", "You won!", 1)]),
        ["maze"] = (
            [
                new("POST /maze/create", """{"id":0}"""),
                new("POST /maze/reset {\"id\":0,\"game\":5}", """{"observation":"The goal is at position 8, 6. "}"""),
                new("POST /maze/step {\"id\":0,\"action\":\"move up\"}", """{"observation":"There is a wall above you.","reward":0,"done":false}"""),
                new("POST /maze/step {\"id\":0,\"action\":\"move down\"}", """{"observation":"Success","reward":1.0,"done":true}"""),
                new("POST /maze/close {\"id\":0}", "{}"),
            ],
            "The goal is at position 8, 6. ",
            [("move up", "There is a wall above you.", 0), ("move down", "Success", 1)]),
        ["wordle"] = (
            [
                new("POST /wordle/create", """{"id":0}"""),
                new("POST /wordle/reset {\"id\":0,\"seed\":5}", """{"id":0,"observation":"Let's start Wordle!"}"""),
                new("POST /wordle/step {\"id\":0,\"action\":\"p a n i c\"}", """{"observation":"b b y b b","reward":0,"done":false}"""),
                new("POST /wordle/step {\"id\":0,\"action\":\"f r o w n\"}", """{"observation":"g g g g g","reward":1,"done":true}"""),
                new("POST /wordle/close {\"id\":0}", "{}"),
            ],
            "Let's start Wordle!",
            [("p a n i c", "b b y b b", 0), ("f r o w n", "g g g g g", 1)]),
        ["webshop"] = (
            [
                new("POST /create", "41"),
                new("POST /reset {\"env_idx\":41,\"session_id\":5}", """["WebShop [SEP] Instruction:",null]"""),
                new("GET /observation?env_idx=41", "\"WebShop [SEP] Instruction: [SEP] Find me a lamp [SEP] Search\""),
                new("POST /step {\"env_idx\":41,\"action\":\"search[lamp]\"}", """{"state":"[button] Back to Search","reward":0.0,"done":false,"info":null}"""),
                new("POST /step {\"env_idx\":41,\"action\":\"click[Buy Now]\"}", """{"state":"Thank you","reward":0.5,"done":true,"info":null}"""),
                new("POST /close {\"env_idx\":41}", """{"closed":true}"""),
            ],
            "WebShop [SEP] Instruction: [SEP] Find me a lamp [SEP] Search",
            [("search[lamp]", "[button] Back to Search", 0), ("click[Buy Now]", "Thank you", 0.5)]),
        ["sqlgym"] = (
            [
                new("POST /create", "482"),
                new("POST /reset {\"env_idx\":482,\"item_id\":5}", """["a schema and a question",null]"""),
                new("GET /observation?env_idx=482", "\"a schema and a question\""),
                new("POST /step {\"env_idx\":482,\"action\":\"SELECT 1\"}", """{"state":"[(1,)]","reward":1.0,"done":true,"info":{}}"""),
                new("POST /close {\"env_idx\":482}", ""),
            ],
            "a schema and a question",
            [("SELECT 1", "[(1,)]", 1)]),
        ["webarena"] = (
            [
                new("POST /create", """{"env_idx":0}"""),
                new("POST /reset {\"env_idx\":0,\"seed\":0,\"idx\":5}", """{"observation":"[4] RootWebArea"}"""),
                new("GET /observation?env_idx=0", "\"OBJECTIVE: …\""),
                new("POST /step {\"env_idx\":0,\"action\":\"```stop [42]```\"}", """{"observation":"done","reward":1.0,"terminated":true,"truncated":false,"info":{}}"""),
                new("POST /close {\"env_idx\":0}", "closed"),
            ],
            "OBJECTIVE: …",
            [("```stop [42]```", "done", 1)]),
        ["academia"] = Tool(),
        ["movie"] = Tool(),
        ["searchqa"] = Tool(),
        ["sheet"] = Tool(),
        ["todo"] = Tool(),
        ["weather"] = Tool(),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. AgentGymProtocols.All.Select(protocol => protocol.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_conversation_is_the_one_that_the_server_knows(string name)
    {
        var (exchanges, start, steps) = Conversations[name];
        await using var server = await TranscriptServer.StartAsync([Banner, .. exchanges]);
        await using (var environment = await AgentGymEnvironment.ConnectAsync(
            new AgentGymOptions { Url = server.Url, Protocol = AgentGymProtocols.Of(name), Sessions = 1 }, cancellationToken: Cancellation))
        {
            await using var episode = await environment.ResetAsync(AgentGymEnvironment.TaskOf(name, 5), Cancellation);
            (episode.Observation.Text, episode.IsDone, episode.Return).ShouldBe((start, false, 0));
            foreach (var (action, observation, @return) in steps)
            {
                var before = episode.Return;
                var result = await episode.StepAsync(action, Cancellation);
                (result.Observation.Text, result.Reward, result.WasPossible).ShouldBe((observation, @return - before, true));
                episode.Return.ShouldBe(@return);
            }

            episode.IsDone.ShouldBeTrue();
        }

        server.Surprises.ShouldBeEmpty();
        server.Left.ShouldBe(0);
    }

    [Fact]
    public void All_environments_of_the_paper_are_there() =>
        AgentGymProtocols.All.Select(protocol => protocol.Name).Except(["searchqa"]).Order().ShouldBe(
            ["academia", "alfworld", "babyai", "maze", "movie", "sciworld", "sheet", "sqlgym", "textcraft", "todo", "weather", "webarena", "webshop", "wordle"]);

    [Theory]
    [InlineData("webshop", 10)]
    [InlineData("alfworld", 30)]
    [InlineData("textcraft", 20)]
    [InlineData("sciworld", 30)]
    [InlineData("sqlgym", 1)]
    [InlineData("wordle", 8)]
    [InlineData("maze", 15)]
    [InlineData("babyai", 20)]
    [InlineData("weather", 10)]
    [InlineData("movie", 12)]
    [InlineData("todo", 15)]
    [InlineData("academia", 12)]
    [InlineData("sheet", 15)]
    [InlineData("webarena", 25)]
    public void Turns_are_those_of_the_evaluation(string name, int turns) => AgentGymProtocols.Of(name).MaxTurns.ShouldBe(turns);

    [Fact]
    public void An_unknown_environment_is_refused_with_those_there_are() =>
        Should.Throw<GleanerException>(() => AgentGymProtocols.Of("jericho")).Message
            .ShouldStartWith("AgentGym has no environment 'jericho'; there are alfworld, babyai,");

    [Fact]
    public async Task Success_is_by_the_environments_own_measure()
    {
        await using var server = await LocalServer.StartAsync(_ => Task.CompletedTask);
        async Task<double> Threshold(string name)
        {
            await using var environment = await AgentGymEnvironment.ConnectAsync(
                new AgentGymOptions { Url = server.Url, Protocol = AgentGymProtocols.Of(name), Sessions = 1 }, cancellationToken: Cancellation);
            return ((IEnvironment)environment).SuccessThreshold;
        }

        (await Threshold("babyai")).ShouldBe(0.5);
        (await Threshold("sciworld")).ShouldBe(1);
    }

    private static (Exchange[], string, (string, string, double)[]) Tool() => (
        [
            new("POST /create {\"id\":0}", "0"),
            new("POST /reset {\"env_idx\":0,\"id\":5}", "\"Now new trial starts.\""),
            new("GET /observation?env_idx=0", "\"Now new trial starts.\""),
            new("POST /step {\"env_idx\":0,\"action\":\"Action: look with Action Input: {}\"}", """{"observation":"Observation: 7","reward":0.5,"done":false}"""),
            new("POST /step {\"env_idx\":0,\"action\":\"Action: finish with Action Input: {\\\"answer\\\": 7}\"}", """{"observation":"Observation: 7","reward":0.75,"done":true}"""),
            new("POST /close {\"env_idx\":0}", "{}"),
        ],
        "Now new trial starts.",
        [("Action: look with Action Input: {}", "Observation: 7", 0.5), ("Action: finish with Action Input: {\"answer\": 7}", "Observation: 7", 0.75)]);
}
