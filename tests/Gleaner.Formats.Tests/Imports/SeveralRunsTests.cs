using Gleaner.Formats.Imports;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>Plain logs of several runs that are apart by the label with which the first one began, and those of one run that only seem so.</summary>
public sealed class SeveralRunsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Task: A\nT\nTask: B\nU", "Task: A", "Task: B")]
    [InlineData("Task: A\nT\n\nTask: B\nU", "Task: A", "Task: B")]
    [InlineData("Task: A\nT\n\nTask: A\nU", "Task: A", "Task: A")]
    [InlineData("Goal: A\nT\nReward: 1\nGoal: B\nU\nReward: 0", "Goal: A", "Goal: B")]
    [InlineData("User: A\nT\n\nUser: B\nU", "User: A", "User: B")]
    [InlineData("Input: A\nThought: a\nAction: go\nAction Input: x\nObservation: X\nInput: B\nU", "Input: A", "Input: B", "go[x]")]
    [InlineData("Run 1\nroom\nT\nRun 2\nhall\nU", "Run 1\nroom", "Run 2\nhall")]
    [InlineData("Episode 1\nroom\nT\nEpisode 2\nhall\nU", "Episode 1\nroom", "Episode 2\nhall")]
    [InlineData("=== Episode 1 ===\nroom\nT\n=== Episode 2 ===\nhall\nU", "=== Episode 1 ===\nroom", "=== Episode 2 ===\nhall")]
    [InlineData("# Task 1\nroom\n## Thought\na\n## Action\ngo\n## Observation\nX\n# Task 2\nhall\nU", "# Task 1\nroom", "# Task 2\nhall")]
    [InlineData("Trial #0\nroom\n> go\nX\nTrial #1\nhall\n> stop\nY", "Trial #0\nroom", "Trial #1\nhall")]
    [InlineData("Trial #0\nEnvironment #0:\nroom\n> go\nX\nEnvironment #1:\nhall\n> stop\nY", "Trial #0\nEnvironment #0:\nroom", "Environment #1:\nhall")]
    [InlineData("\n#####\n\nEnvironment #0:\nroom\n> go\nX\n\n#####\n\n#####\nEnvironment #1:\nhall\n> stop\nY\n#####\n", "Environment #0:\nroom", "Environment #1:\nhall")]
    [InlineData("问题：A\n思考：a\n行动：go\n观察：X\n问题：B\n思考：b\n行动：stop\n观察：Y", "问题：A", "问题：B")]
    [InlineData("Pregunta: A\nAcción: go\nObservación: X\n\nPregunta: B\nAcción: stop\nObservación: Y", "Pregunta: A", "Pregunta: B")]
    public void The_label_of_the_first_begins_the_next(string log, string first, string second, string action = "go")
    {
        var entries = Read(log);
        entries.Select(entry => (entry.Trajectory!.Turns[0].Observation.Text, entry.Trajectory.Turns.Single().Action, entry.Trajectory.Final.Text)).ShouldBe([(first, action, "X"), (second, "stop", "Y")]);
    }

    [Theory]
    [InlineData("Room\nThought: a\nAction: go\nObservation: a page\nTask: buy\nThought: b\nAction: stop\nObservation: Y")]
    [InlineData("Task: A\nThought: a\nAction: go\nObservation: a page\nGoal: buy\nEpisode 2\nThought: b\nAction: stop\nObservation: Y")]
    [InlineData("Instruction: A\nThought: a\nAction: go\nObservation: a page\nInstruction: A\n[Back]\nThought: b\nAction: stop\nObservation: Y")]
    [InlineData("Task: A\nThought 1: a\nAction 1: go\nObservation 1: a list\nTask: B\nThought 2: b\nAction 2: stop\nObservation 2: Y")]
    [InlineData("Goal: A\nThought: a\nGoal: B first\nAction: go\nObservation: X\nThought: b\nAction: stop\nObservation: Y")]
    [InlineData("Location: hall\nThought: a\nAction: go\nObservation: you go\nLocation: room\nThought: b\nAction: stop\nObservation: Y")]
    [InlineData("Step 1\nThought: a\nAction: go\nObservation: X\nStep 2\nThought: b\nAction: stop\nObservation: Y")]
    [InlineData("Room\nThought: a\nAction: go\nObservation: code\n#####\n# part\n#####\nx = 1\nThought: b\nAction: stop\nObservation: Y")]
    public void A_word_in_what_is_seen_begins_none(string log) => Read(log).Single().Trajectory!.Turns.Select(turn => turn.Action).ShouldBe(["go", "stop"]);

    [Fact]
    public void LlamaIndexs_steps_have_ids_and_their_inputs_begin_runs()
    {
        var entries = Read("""
            > Running step 1d9e2d2b-7a7d-4a0d-8c2a-6a5bd2f0b6f1. Step input: What is 20+(2*4)?
            Thought: I multiply.
            Action: multiply
            Action Input: {'a': 2, 'b': 4}
            Observation: 8
            > Running step 0a6cfa0b-9d0f-4a7b-a0d9-1bb2a6ecb9f1. Step input: None
            Thought: I can answer.
            Answer: 28
            > Running step 3c9e2d2b-7a7d-4a0d-8c2a-6a5bd2f0b6f1. Step input: What is 3*3?
            Thought: I multiply.
            Action: multiply
            Action Input: {'a': 3, 'b': 3}
            Observation: 9
            > Running step 4d6cfa0b-9d0f-4a7b-a0d9-1bb2a6ecb9f1. Step input: None
            Thought: I can answer.
            Answer: 9
            """);

        entries.Select(entry => (entry.Trajectory!.Turns[0].Observation.Text, entry.Trajectory.Turns.Single().Action, entry.Trajectory.Final.Text, entry.ClosingWords, entry.LooseThoughts)).ShouldBe([
            ("What is 20+(2*4)?", "multiply {\"a\":2,\"b\":4}", "8", 1, 0),
            ("What is 3*3?", "multiply {\"a\":3,\"b\":3}", "9", 1, 0)]);
    }

    [Theory]
    [InlineData("room\nThought: run\nAction: python\nAction Input: import os\nprint(1)\nObservation: 1\n", "python[import os\nprint(1)]")]
    [InlineData("room\nAction:\n~~~python\nx = 1\n# Observation: no\n~~~\nObservation: 1\n", "x = 1\n# Observation: no")]
    [InlineData("\u3000room\n\u3000Thought：a\n\u3000Action：go\n\u3000Observation：1\n", "go")]
    [InlineData("room\nAction: {'thought': 'a', 'action': 'go'}\nObservation: 1\n", "go")]
    public void Actions_of_logs_are_read_as_a_models_are(string log, string action) => Read(log).Single().Trajectory!.Turns.Select(turn => turn.Action).ShouldBe([action]);

    [Fact]
    public void Tags_of_a_page_are_no_thoughts() =>
        Read("room\nAction: go\nObservation: <error><reason>stuck</reason></error>\n").Single().Trajectory!.Final.Text.ShouldBe("<error><reason>stuck</reason></error>");

    [Fact]
    public void An_action_of_broken_JSON_is_none() => Read("room\nAction: {\"action\": \"tur\nObservation: 1\n").Single().Refusal.ShouldNotBeNull();

    private List<ImportEntry> Read(string log)
    {
        File.WriteAllText(_folder.File("agent.log"), $"{log}\n".Replace("\nT\n", "\nThought: a\nAction: go\nObservation: X\n", StringComparison.Ordinal).Replace("\nU\n", "\nThought: b\nAction: stop\nObservation: Y\n", StringComparison.Ordinal));
        return [.. new ReActImporter().Read([_folder.File("agent.log")], new ImportSettings { Tasks = new TaskNames("room"), AssumedReturn = 0 })];
    }
}
