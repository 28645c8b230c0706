using System.Text;
using Gleaner.EnvironmentClients.AgentGym;
using Gleaner.EnvironmentClients.AgentGym.Recordings;

namespace Gleaner.EnvironmentClients.Tests.AgentGym;

public class ConversationFileTests
{
    private const string Sciworld = """
        [{"item_id":"sciworld_7","conversations":[
           {"from":"human","loss":null,"value":"You are in a house."},
           {"from":"gpt","loss":false,"value":"OK."},
           {"from":"human","loss":null,"value":"Say 7."},
           {"from":"gpt","loss":true,"value":"Thought:\nEasy.\n\nAction:\nhm"},
           {"from":"human","loss":null,"value":"1 wrong."},
           {"from":"gpt","loss":true,"value":"Action:\n7</s>"}]},
         {"item_id":"webshop_1","conversations":[]}]
        """;

    [Fact]
    public void The_models_turns_are_read_and_the_prompt_is_not()
    {
        var conversation = Read(Sciworld, "sciworld").ShouldHaveSingleItem();
        (conversation.Task, conversation.Place).ShouldBe((7, "x.json: item 0"));
        conversation.Turns.ShouldBe([new("Say 7.", "hm", "Easy."), new("1 wrong.", "7", null)]);
    }

    [Theory]
    [InlineData("sqlgym", "Thought: Count.\n\nAction: ```sql\nSELECT 1;\n```", "SELECT 1;")]
    [InlineData("weather", "Thought: …\n\nAction: look with Action Input: {}", "Thought: …\n\nAction: look with Action Input: {}")]
    [InlineData("webshop", "Thought:\nI think\n\nAction: \nclick[buy now]", "click[buy now]")]
    [InlineData("maze", "move up", "move up")]
    public void The_action_stands_where_the_python_client_looks_for_it(string name, string answer, string action) =>
        Read($$"""[{"item_id":"{{name}}_1","conversations":[{"from":"gpt","loss":true,"value":{{System.Text.Json.JsonSerializer.Serialize(answer)}}}]}]""", name)
            .ShouldHaveSingleItem().Turns.ShouldHaveSingleItem().Action.ShouldBe(action);

    [Theory]
    [InlineData("{}", "x.json: this is not a list of conversations as AgentGym stores them")]
    [InlineData("[", "x.json: this is not a list of conversations as AgentGym stores them")]
    public void What_is_no_such_file_is_named(string json, string message) =>
        Should.Throw<GleanerException>(() => Read(json, "sciworld")).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("{}", "'item_id' should be a text.")]
    [InlineData("5", "'item_id' should be a text.")]
    [InlineData("""{"item_id":null}""", "'item_id' should be a text.")]
    [InlineData("""{"item_id":"sciworld_x","conversations":[]}""", "'sciworld_x' should be 'sciworld_' and the task's number.")]
    [InlineData("""{"item_id":"sciworld_1"}""", "'conversations' should be a list.")]
    [InlineData("""{"item_id":"sciworld_1","conversations":[{"from":"human","value":5}]}""", "'conversations[0].value' should be a text.")]
    [InlineData("""{"item_id":"sciworld_1","conversations":[{"from":"human","value":"a"},{"value":"b","loss":true}]}""", "'conversations[1].from' should be a text.")]
    [InlineData("""{"item_id":"sciworld_1","conversations":[{"from":"gpt","value":"a"}]}""", "'conversations[0].loss' is missing.")]
    public void An_odd_conversation_is_refused_and_the_others_are_read(string odd, string message)
    {
        var refused = new List<string>();
        var read = Read($"[{odd},{Sciworld.Trim()[1..^1]},{odd}]", "sciworld", refused.Add);
        read.ShouldHaveSingleItem().Task.ShouldBe(7);
        refused.ShouldBe([$"x.json: item 0: {message}", $"x.json: item 3: {message}"]);
    }

    private static IEnumerable<RecordedConversation> Read(string json, string name, Action<string>? refuse = null) =>
        ConversationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "x.json", AgentGymProtocols.Of(name), refuse ?? (message => throw new InvalidOperationException(message)));
}
