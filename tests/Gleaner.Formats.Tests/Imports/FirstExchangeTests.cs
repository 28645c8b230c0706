using System.Text.Json;
using Gleaner.Formats.Imports;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>Whether the first reply is an action, or says that the rules were understood.</summary>
public sealed class FirstExchangeTests : IDisposable
{
    private const string Headed = "Thought: x\nAction: take cup";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("go to shelf 1", "go to shelf 1")]
    [InlineData("search[red shoes]", "search[red shoes]")]
    [InlineData("<action>go</action>", "go")]
    [InlineData("""{"thought":"a","action":"go"}""", "go")]
    [InlineData("Sure: {\"action\":\"go\"}", "go")]
    [InlineData("I go.\n```\ngo\n```", "go")]
    [InlineData("yes, open it", "yes, open it", "take cup")]
    public void What_is_no_acknowledgement_was_played(string first, string action, string second = Headed)
    {
        var entry = Read(first, second);
        (entry.Instructions, entry.Trajectory!.Turns[0].Action, entry.Trajectory.Turns[1].Action).ShouldBe((0, action, "take cup"));
    }

    [Theory]
    [InlineData("OK", Headed)]
    [InlineData("OK", "take cup")]
    [InlineData("Understood", "take cup")]
    [InlineData("OK. I'll follow your instructions and try my best to solve the task.", Headed)]
    [InlineData("I will follow the rules", Headed)]
    [InlineData("I understand. What should I do?", Headed)]
    [InlineData("Sure!", "take cup")]
    [InlineData("好的。", Headed)]
    [InlineData("<think>Rules.</think>OK", Headed)]
    public void An_acknowledgement_is_an_instruction(string first, string second)
    {
        var entry = Read(first, second);
        (entry.Instructions, entry.Trajectory!.Turns.Length, entry.Trajectory.Turns[0].Action).ShouldBe((2, 1, "take cup"));
    }

    [Fact]
    public void The_first_action_upon_a_system_message_alone_need_no_heading()
    {
        var entry = Read(new { role = "system", content = "Room." }, new { role = "assistant", content = "go to shelf 1" }, new { role = "user", content = "On shelf 1 you see a cup." }, new { role = "assistant", content = Headed });
        entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Action)).ShouldBe([("Room.", "go to shelf 1"), ("On shelf 1 you see a cup.", "take cup")]);
    }

    private ImportEntry Read(string first, string second) => Read(
        new { role = "user", content = "You are in a kitchen; find a cup." }, new { role = "assistant", content = first },
        new { role = "user", content = "On shelf 1 you see a cup." }, new { role = "assistant", content = second }, new { role = "user", content = "You win." });

    private ImportEntry Read(params object[] messages)
    {
        File.WriteAllText(_folder.File("log.jsonl"), JsonSerializer.Serialize(new { messages, reward = 1 }));
        return new OpenAiImporter().Read([_folder.File("log.jsonl")], new ImportSettings { Tasks = new TaskNames("form") }).Single();
    }
}
