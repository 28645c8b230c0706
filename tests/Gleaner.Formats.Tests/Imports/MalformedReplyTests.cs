using Gleaner.Formats.Imports;
using Gleaner.Trajectories;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>Replies that were answered though no action can be made out in them: refused with their run, or kept as they were said.</summary>
public sealed class MalformedReplyTests : IDisposable
{
    private const string Headed =
        """{"reward":0,"messages":[{"role":"user","content":"Task a"},{"role":"assistant","content":"Thought: left\nAction: go left"},{"role":"user","content":"A wall."},{"role":"assistant","content":"Thought: Hm.\nI should think."},{"role":"user","content":"No action!"},{"role":"assistant","content":"Thought: right\nAction: go right"},{"role":"user","content":"Out."}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_thought_without_an_action_refuses_its_run_and_the_summary_names_the_option()
    {
        var counts = Count(Read("openai", Headed, MalformedReplies.Refuse));

        (counts.Kept, counts.RefusedForReplies, counts.Refused["an action is missing"]).ShouldBe((0, 1, 1));
        counts.ToLines().ShouldContain(
            "1 were refused for a reply in which no action can be made out; --malformed keep keeps such replies as they were said, and nothing is learnt from them");
    }

    [Fact]
    public void Kept_it_is_a_turn_of_its_own_with_what_was_said_and_seen()
    {
        var entry = Read("openai", Headed, MalformedReplies.Keep).Single();

        Turns(entry).ShouldBe([
            ("Task a", "left", "go left", true, false),
            ("A wall.", null, "Thought: Hm.\nI should think.", false, true),
            ("No action!", "right", "go right", true, false)]);
        entry.Trajectory!.Final.Text.ShouldBe("Out.");
        var lines = Count([entry, entry]).ToLines().ToList();
        lines.ShouldContain("2 replies without an action are kept as they were said, in 2 runs; nothing is learnt from them");
        lines.ShouldContain("  kept: 2 because an action is missing");
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"Either\n```\nmake\n```\nor\n```\nmake all\n```"}""", "Either\n```\nmake\n```\nor\n```\nmake all\n```", null, "an action is missing")]
    [InlineData("""{"role":"assistant","content":"Thought: left\nAction: go le","finish_reason":"length"}""", "Thought: left\nAction: go le", null, "a reply was cut short by the limit of tokens")]
    [InlineData("""{"role":"assistant","content":"","reasoning_content":"Left or right?","finish_reason":"length"}""", "", "Left or right?", "a reply was cut short by the limit of tokens")]
    [InlineData("""{"role":"assistant","content":""}""", "", null, "an action is missing")]
    [InlineData("""{"role":"assistant","content":"<think>left</think>"}""", "<think>left</think>", null, "an action is missing")]
    [InlineData("""{"role":"assistant","content":"","refusal":"I can't do that."}""", "I can't do that.", null, "the model refuses in the middle of it")]
    public void Words_are_kept_to_the_letter(string reply, string action, string? thought, string reason)
    {
        var text = $$"""{"reward":1,"messages":[{"role":"user","content":"Task a"},{{reply}},{"role":"user","content":"Again!"},{"role":"assistant","content":"Action: go right"},{"role":"user","content":"Out."}]}""";

        Read("openai", text, MalformedReplies.Refuse).Single().Refusal.ShouldBe(
            new ImportRefusal(_folder.File("log.jsonl") + ":1", reason, "message 2" + (reason == "an action is missing" && action.Contains('`', StringComparison.Ordinal) ? ": no action can be made out" : "")) { IsForMalformedReply = true });
        var entry = Read("openai", text, MalformedReplies.Keep).Single();

        Turns(entry).ShouldBe([("Task a", thought, action, false, true), ("Again!", null, "go right", true, false)]);
        entry.Malformed.ShouldBe([reason]);
    }

    [Fact]
    public void A_call_that_cannot_be_read_is_its_name_and_arguments_as_they_stand()
    {
        var entry = Read("openai", WithCalls("""[{"id":"c1","function":{"name":"set_field","arguments":"{\"field\": \"na"}}]""", ("c1", "Invalid JSON.")), MalformedReplies.Keep).Single();

        Turns(entry).ShouldBe([
            ("Register Ann.", "First the name.", "set_field {\"field\": \"na", false, true),
            ("Invalid JSON.", null, "submit", true, false)]);
        entry.Malformed.ShouldBe(["a call can't be read"]);
    }

    [Fact]
    public void Calls_of_one_message_that_are_each_answered_are_each_a_turn_and_only_the_unreadable_one_is_malformed()
    {
        const string Calls = """[{"id":"c1","function":{"name":"look","arguments":"{}"}},{"id":"c2","function":{"name":"set_field","arguments":"[1"}},{"id":"c3","function":{"name":"look","arguments":"{\"n\":2}"}}]""";

        var entry = Read("openai", WithCalls(Calls, ("c1", "A form."), ("c3", "Page 2."), ("c2", "What?")), MalformedReplies.Keep).Single();

        Turns(entry).ShouldBe([
            ("Register Ann.", "First the name.", "look", true, false),
            ("A form.", null, "set_field [1", false, true),
            ("What?", null, "look {\"n\":2}", true, false),
            ("Page 2.", null, "submit", true, false)]);
        Read("openai", WithCalls(Calls, ("c1", "A form."), ("c3", "Page 2."), ("c2", "What?")), MalformedReplies.Refuse).Single().Refusal!.Reason.ShouldBe("a call can't be read");
    }

    [Fact]
    public void Calls_of_one_message_with_fewer_answers_are_one_reply()
    {
        const string Calls = """[{"id":"c1","function":{"name":"look","arguments":"{}"}},{"id":"c2","function":{"name":"set_field","arguments":"[1"}}]""";

        var entry = Read("openai", WithCalls(Calls, ("c2", "The message was refused.")), MalformedReplies.Keep).Single();

        Turns(entry).ShouldBe([
            ("Register Ann.", null, "First the name.\nlook\nset_field [1", false, true),
            ("The message was refused.", null, "submit", true, false)]);
    }

    [Fact]
    public void Words_between_calls_and_calls_in_the_text_are_kept_whole()
    {
        var entry = Read("sharegpt", """
            {"reward":0,"conversations":[{"from":"human","value":"Register Ann."},{"from":"gpt","value":"<tool_call>{\"name\":\"look\",\"arguments\":{}}</tool_call>"},{"from":"tool","value":"A form."},{"from":"gpt","value":"What is her name?"},{"from":"human","value":"Call a tool."},{"from":"gpt","value":"Well.\n<tool_call>{\"name\":\"look\",\"arguments\":{}}</tool_call><tool_call>{\"name\":\"submit\",</tool_call>"},{"from":"tool","value":"?"},{"from":"gpt","value":"<tool_call>{\"name\":\"submit\",\"arguments\":{}}</tool_call>"},{"from":"tool","value":"Accepted."}]}
            """, MalformedReplies.Keep).Single();

        Turns(entry).ShouldBe([
            ("Register Ann.", null, "look", true, false),
            ("A form.", null, "What is her name?", false, true),
            ("Call a tool.", null, "Well.\n<tool_call>{\"name\":\"look\",\"arguments\":{}}</tool_call><tool_call>{\"name\":\"submit\",</tool_call>", false, true),
            ("?", null, "submit", true, false)]);
        entry.Malformed.ShouldBe(["the agent talks between its calls", "a call can't be read"]);
    }

    [Fact]
    public void What_was_not_answered_is_no_turn()
    {
        // At the end nothing came of it; in the middle it is not known what was given to the environment.
        var last = Read("openai", WithCalls("""[{"id":"c1","function":{"name":"look","arguments":"{}"}}]""", ("c1", "A form.")).Replace("\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"s\",\"content\":\"Accepted.\"}", "\"arguments\":\"{bad\"}}]}", StringComparison.Ordinal), MalformedReplies.Keep).Single();
        Turns(last).ShouldBe([("Register Ann.", "First the name.", "look", true, false)]);
        (last.ClosingWords, last.Trajectory!.Final.Text).ShouldBe((1, "A form."));

        var middle = Read("openai", """{"reward":1,"messages":[{"role":"user","content":"Task a"},{"role":"assistant","content":"Action: go le","finish_reason":"length"},{"role":"assistant","content":"Action: go left"},{"role":"user","content":"Out."}]}""", MalformedReplies.Keep).Single();
        (middle.Refusal!.Reason, middle.Refusal.IsForMalformedReply).ShouldBe(("a reply was cut short by the limit of tokens", false));
    }

    [Fact]
    public void A_run_without_any_action_is_refused()
    {
        var entry = Read("openai", """{"reward":1,"messages":[{"role":"user","content":"Task a"},{"role":"assistant","content":"Thought: left"},{"role":"user","content":"No action!"},{"role":"assistant","content":"Thought: right"}]}""", MalformedReplies.Keep).Single();

        entry.Refusal!.Reason.ShouldBe("nothing was done");
    }

    [Fact]
    public void A_logged_thought_that_was_answered_and_an_empty_action_are_turns()
    {
        const string Log = """
            Question: Which knob is lit?
            Thought 1: The first.
            Action 1: look[1]
            Observation 1: Dark.
            Thought 2: So it is the second.
            Observation 2: Invalid action!
            Thought 3: Look.
            Action 3:
            Observation 3: Invalid action!
            Thought 4: Look there.
            Action 4: look[2]
            Observation 4: Lit.
            Reward: 1
            """;

        Read("react", Log, MalformedReplies.Refuse).Single().Refusal.ShouldBe(new ImportRefusal(_folder.File("log.jsonl") + ":1", "an action is missing", "turn 2 of 3") { IsForMalformedReply = true });
        var entry = Read("react", Log, MalformedReplies.Keep).Single();

        Turns(entry).ShouldBe([
            ("Question: Which knob is lit?", "The first.", "look[1]", true, false),
            ("Dark.", null, "Thought 2: So it is the second.", false, true),
            ("Invalid action!", null, "Thought 3: Look.\nAction 3:", false, true),
            ("Invalid action!", "Look there.", "look[2]", true, false)]);
        (entry.Trajectory!.Final.Text, entry.Malformed.Length).ShouldBe(("Lit.", 2));
    }

    [Fact]
    public void A_trace_and_the_steps_of_an_agent_are_read_alike()
    {
        Turns(Read("otel", """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"chat m","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000","attributes":[{"key":"reward","value":{"doubleValue":1}},{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Go\"}]},{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Thought: hm\"}]},{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"?\"}]}]"}},{"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Action: go[1]\"}],\"finish_reason\":\"stop\"}]"}}]}]}]}]}
            """, MalformedReplies.Keep).Single()).ShouldBe([("Go", null, "Thought: hm", false, true), ("?", null, "go[1]", true, false)]);
        Turns(Read("openai", """{"reward":1,"input":"Go","intermediate_steps":[[{"tool":"go","tool_input":[1],"log":""},"not an object"],[{"tool":"go","tool_input":{"n":1},"log":""},"gone"]]}""", MalformedReplies.Keep).Single())
            .ShouldBe([("Go", null, "go [1]", false, true), ("not an object", null, "go {\"n\":1}", true, false)]);
    }

    [Fact]
    public void The_flag_is_a_member_of_the_turn_in_a_file_only_where_it_is_set()
    {
        var trajectory = Read("openai", Headed, MalformedReplies.Keep).Single().Trajectory!;
        using var stream = new MemoryStream();

        TrajectoryJsonLines.Write(stream, [trajectory]);

        var text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        (text.Split("\"malformed\"").Length, text.Contains("\"possible\":false,\"malformed\":true", StringComparison.Ordinal)).ShouldBe((2, true));
        stream.Position = 0;
        TrajectoryJsonLines.Read(stream, "file").Single().Turns.Select(turn => turn.IsMalformed).ShouldBe([false, true, false]);
    }

    private static string WithCalls(string calls, params (string Id, string Answer)[] answers) =>
        $$$"""{"reward":1,"messages":[{"role":"user","content":"Register Ann."},{"role":"assistant","content":"First the name.","tool_calls":{{{calls}}}},{{{string.Concat(answers.Select(answer => $$"""{"role":"tool","tool_call_id":"{{answer.Id}}","content":"{{answer.Answer}}"},"""))}}}{"role":"assistant","content":null,"tool_calls":[{"id":"s","function":{"name":"submit","arguments":"{}"}}]},{"role":"tool","tool_call_id":"s","content":"Accepted."}]}""";

    private static List<(string Seen, string? Thought, string Action, bool WasPossible, bool IsMalformed)> Turns(ImportEntry entry) =>
        [.. (entry.Trajectory ?? throw new InvalidOperationException(entry.Refusal!.ToString())).Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action, turn.WasPossible, turn.IsMalformed))];

    private static ImportCounts Count(IEnumerable<ImportEntry> entries) => entries.Aggregate(ImportCounts.None, (sum, entry) => sum.Add(entry));

    private List<ImportEntry> Read(string importer, string text, MalformedReplies malformed)
    {
        File.WriteAllText(_folder.File("log.jsonl"), text.ReplaceLineEndings("\n"));
        var settings = new ImportSettings { Tasks = new TaskNames("form"), Malformed = malformed };
        return [.. RunImporters.All.Single(one => one.Name == importer).Read([_folder.File("log.jsonl")], settings)];
    }
}
