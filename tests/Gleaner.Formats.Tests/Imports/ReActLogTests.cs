using Gleaner.Formats.Imports;
using Gleaner.Trajectories;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>Where runs of plain logs begin and end, and what is in them.</summary>
public sealed class ReActLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_question_is_a_new_run()
    {
        var entries = Read("""
            Question: Which panel is lit?
            Thought 1: I look.
            Action 1: look[panel 1]
            Observation 1: dark
            Thought 2: The other.
            Action 2: finish[2]
            Observation 2: Answer is CORRECT
            Correct answer: 2

            Question: Which knob is left?
            Thought 1: I look.
            Action 1: look[knob 1]
            Observation 1: left
            """);

        entries.Select(entry => string.Join(" ", entry.Trajectory!.Turns.Select(turn => turn.Action))).ShouldBe(["look[panel 1] finish[2]", "look[knob 1]"]);
        entries.Select(entry => entry.Trajectory!.Turns[0].Observation.Text).ShouldBe(["Question: Which panel is lit?", "Question: Which knob is left?"]);
        entries.Select(entry => entry.Trajectory!.Final.Text).ShouldBe(["Answer is CORRECT\nCorrect answer: 2", "left"]);
    }

    [Fact]
    public void Numbers_that_begin_again_are_a_new_run()
    {
        var entries = Read("""
            Room A
             THOUGHT 1 : go
            ACTION 1： go
            Observation 1: stuck
            Thought 2: again
            Action 2: push
            Observation 2: out

            Room B
            Thought 1: go
            Action 1: go
            Observation 1: out
            """);

        entries.Select(entry => (entry.Trajectory!.Turns[0].Observation.Text, entry.Trajectory.Length, entry.Trajectory.Final.Text)).ShouldBe([("Room A", 2, "out"), ("Room B", 1, "out")]);
    }

    [Fact]
    public void LangChains_chains_are_runs_and_their_inputs_belong_to_the_action()
    {
        const string Run = "Which one?\n\u001b[1m> Entering new AgentExecutor chain...\u001b[0m\nI look.\nAction: Search\nAction Input: \"left knob\"\nObservation: it is lit\nThought: I know.\nFinal Answer: the left\n\n> Finished chain.\n";

        var entries = Read(Run + Run);

        entries.Count.ShouldBe(2);
        foreach (var entry in entries)
        {
            entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action)).ShouldBe([("Which one?", "I look.", "Search[\"left knob\"]")]);
            (entry.Trajectory.Final.Text, entry.ClosingWords).ShouldBe(("it is lit", 1));
        }
    }

    [Fact]
    public void Drafts_in_tags_are_thoughts_and_fenced_actions_whole()
    {
        var entry = Read("""
            A table t.
            <think>
            Perhaps
            Action: DROP t
            </think>
            Action:
            ```sql
            SELECT a
            FROM t
            ```
            Observation: 3
            Score: 0.5
            """).Single();

        entry.Trajectory!.Turns.Select(turn => turn.Action).ShouldBe(["SELECT a\nFROM t"]);
        entry.Trajectory.Turns[0].Thought!.ShouldContain("DROP t");
        entry.Trajectory.Return.ShouldBe(0.5);
    }

    [Fact]
    public void A_run_that_tells_no_task_or_no_return_is_refused_alone()
    {
        var entries = Read("Thought: a\nAction: b\nObservation: c\n-----\nRoom\nAction: b\nObservation: c\n-----\nRoom\nAction: b\nReward: much\n");

        entries.Select(entry => entry.Refusal?.Reason).ShouldBe(["nothing tells the task", null, "the return is not a number"]);
    }

    [Fact]
    public void What_a_page_or_a_program_holds_is_no_heading()
    {
        var entries = Read("""
            Room
            Thought: x
            Action: cat page
            Observation: # title
            ---
            body: 1
            ---
            Action:
            ```python
            # Observation: no
            print(1)
            ```
            Observation: FAQ
            Question: what?
            Score: 5
            Lives: 3
            Action: leave
            Observation: out
            Final reward: 0.5
            """);

        entries.Single().Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Action)).ShouldBe(
            [("Room", "cat page"), ("# title\n---\nbody: 1\n---", "# Observation: no\nprint(1)"), ("FAQ\nQuestion: what?\nLives: 3", "leave")]);
        (entries[0].Trajectory!.Return, entries[0].Trajectory!.Final.Text).ShouldBe((0.5, "out"));
    }

    [Fact]
    public void A_return_and_a_blank_line_end_a_run()
    {
        var entries = Read("Room\nAction: b\nObservation: c\nReward: much\n\nHall\nAction: b\nObservation: c\nReward: 1\n\nYard\nAction: d\nReward: 0\n");
        entries.Select(entry => entry.Refusal?.Reason ?? entry.Trajectory!.Turns[0].Observation.Text).ShouldBe(["the return is not a number", "Hall", "Yard"]);
    }

    [Fact]
    public void LlamaIndexs_steps_and_prompted_actions_are_read()
    {
        var steps = Read("> Running step 1. Step input: Which?\nThought: I look.\nAction: look\nAction Input: {'x': 1}\nObservation: lit\n> Running step 2. Step input: None\nThought: I know.\nAnswer: it\n").Single();
        steps.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action)).ShouldBe([("Which?", "I look.", "look {\"x\":1}")]);
        steps.Trajectory.Final.Text.ShouldBe("lit");

        var prompted = Read("You are in a room.\n> think: The shelf.\nOK.\n> go to shelf 1\nYou see\na cup.\n> take cup\nTaken.\n").Single();
        prompted.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action)).ShouldBe([("You are in a room.", "The shelf.", "go to shelf 1"), ("You see\na cup.", null, "take cup")]);
    }

    [Theory]
    [InlineData("Room\nThought: x\nAction:\n```json\n{\"action\": \"look\", \"action_input\": \"cup\"}\n```\nObservation: lit\nThought: y\nAction: {\"action\": \"Final Answer\", \"action_input\": \"it\"}\n", "look[cup]")]
    [InlineData("Room\n## Thought\nx\n## Action\nlook\n## Observation\nlit\n", "look")]
    public void Final_answers_are_no_actions_and_headings_may_be_of_Markdown(string log, string action)
    {
        var entry = Read(log).Single();
        entry.Trajectory!.Turns.Select(turn => turn.Action).ShouldBe([action]);
        entry.Trajectory.Final.Text.ShouldBe("lit");
    }

    [Theory]
    [InlineData("10:00 INFO Action: look\n", "no line begins with 'Action:'")]
    [InlineData("> Entering new AgentExecutor chain...\n\nInvoking: `look` with `{'x': 1}`\n\n\nlitIt is lit.\n\n> Finished chain.\n", "intermediate_steps")]
    public void A_log_that_cant_be_read_says_why(string log, string words) => Read(log).Single().Refusal!.Detail.ShouldContain(words);

    private List<ImportEntry> Read(string log)
    {
        File.WriteAllText(_folder.File("agent.log"), log);
        return [.. new ReActImporter().Read([_folder.File("agent.log")], new ImportSettings { Tasks = new TaskNames("room"), AssumedReturn = 0 })];
    }
}
