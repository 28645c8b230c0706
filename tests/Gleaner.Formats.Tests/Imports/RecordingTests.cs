using System.Text;
using Gleaner.Formats.Imports;
using Gleaner.Trajectories;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>What agents' logs really look like: calls of tools, thoughts in tags, several cycles, odd lines, other encodings.</summary>
public sealed class RecordingTests : IDisposable
{
    private const string Good = """{"messages":[{"role":"user","content":"Task a"},{"role":"assistant","content":"go"},{"role":"user","content":"Out."}],"reward":1}""";

    private readonly TemporaryFolder _folder = new();

    private ImportSettings Settings { get; } = new() { Tasks = new TaskNames("form") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Calls_are_the_actions_answers_the_observations_and_closing_words_neither()
    {
        var entry = ReadText("openai", """
            {"messages":[{"role":"system","content":"Use tools."},{"role":"user","content":"Register Ann."},
            {"role":"assistant","content":null,"tool_calls":[{"id":"c0","type":"function","function":{"name":"set_field","arguments":"{\"value\": \"Ann\", \"field\": \"name\"}"}}]},
            {"role":"tool","tool_call_id":"c0","content":"name is now Ann."},
            {"role":"assistant","content":"All set.","tool_calls":[{"id":"s","type":"function","function":{"name":"submit","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"s","content":"Accepted."},{"role":"assistant","content":"Done!"}],"reward":1,"model":"gpt-x"}
            """).Single();

        Turns(entry).ShouldBe(
            [("Register Ann.", null, "set_field {\"field\":\"name\",\"value\":\"Ann\"}"), ("name is now Ann.", "All set.", "submit")]);
        (entry.Trajectory!.Final.Text, entry.Trajectory.Policy, entry.ClosingWords, entry.Instructions).ShouldBe(("Accepted.", "gpt-x", 1, 1));
    }

    [Theory]
    [InlineData("""[{"conversations":[{"from":"human","value":"Where?"},{"from":"function_call","value":"{\"name\": \"look\", \"arguments\": {}}"},{"from":"observation","value":"on the shelf"},{"from":"gpt","value":"On the shelf."}],"reward":1}]""", null)]
    [InlineData("""{"conversations":[{"from":"human","value":"Where?"},{"from":"gpt","value":"Let me look."},{"from":"function_call","value":"{\"name\": \"look\", \"arguments\": {}}"},{"from":"observation","value":"on the shelf"}],"reward":1}""", "Let me look.")]
    [InlineData("""{"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":"Let me look.","function_call":{"name":"look","arguments":"{}"}},{"role":"function","name":"look","content":"on the shelf"},{"role":"assistant","content":"There."}],"reward":1}""", "Let me look.")]
    [InlineData("""{"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"name":"look","arguments":"{}"}}]},{"role":"user","content":"on the shelf"},{"role":"assistant","content":"There."}],"reward":1}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":[{"type":"text","text":"Hm."},{"type":"tool_use","id":"t","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"on the shelf"}]}]}],"reward":1}""", "Hm.")]
    [InlineData("""{"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":"Hm.\n<tool_call>\n{\"name\": \"look\", \"arguments\": {}}\n</tool_call>"},{"role":"tool","content":"on the shelf"}],"reward":1}""", "Hm.")]
    public void Every_shape_of_a_call_is_read(string text, string? thought)
    {
        foreach (var importer in new[] { "sharegpt", "openai" })
        {
            var entry = ReadText(importer, text).Single();
            Turns(entry).ShouldBe([("Where?", thought, "look")]);
            entry.Trajectory!.Final.Text.ShouldBe("on the shelf");
        }
    }

    [Fact]
    public void Parallel_calls_are_turns_each_with_the_answer_to_the_one_before()
    {
        const string Calls = """{"role":"assistant","content":null,"tool_calls":[{"id":"x","function":{"name":"a","arguments":"{}"}},{"id":"y","function":{"name":"b","arguments":"{}"}}]}""";
        var answered = ReadText("openai", $$"""{"messages":[{"role":"user","content":"Go."},{{Calls}},{"role":"tool","tool_call_id":"y","content":"b pressed"},{"role":"tool","tool_call_id":"x","content":"a pressed"}],"reward":0}""").Single();
        Turns(answered).ShouldBe([("Go.", null, "a"), ("a pressed", null, "b")]);
        answered.Trajectory!.Final.Text.ShouldBe("b pressed");

        ReadText("openai", $$"""{"messages":[{"role":"user","content":"Go."},{{Calls}},{"role":"user","content":"both pressed"},{{Calls}}],"reward":0}""")
            .Single().Refusal!.Reason.ShouldBe("an observation is missing");
        ReadText("openai", """{"messages":[{"role":"user","content":"Go."},{"role":"assistant","content":"","tool_calls":[{"id":"x","function":{"name":"a","arguments":"{\"x\":"}}]},{"role":"tool","content":"?"}],"reward":0}""")
            .Single().Refusal!.Reason.ShouldBe("a call can't be read");
    }

    [Fact]
    public void Of_several_cycles_the_first_action_was_played_and_thoughts_in_tags_are_thoughts()
    {
        var entry = ReadText("openai", """
            {"messages":[{"role":"user","content":"Get out of room A"},{"role":"assistant","content":"Thought: find the door\nAction: open door\nObservation: The door is open.\nThought: now leave\nAction: leave\nObservation: You are out.\nFinal Answer: done"},{"role":"user","content":"The door is stuck."},{"role":"assistant","content":"<think>\nPerhaps\nAction: turn[9]\n</think>\nThought: again\nAction: push door</s>"},{"role":"user","content":"Out."}],"reward":1}
            """).Single();

        Turns(entry).ShouldBe([("Get out of room A", "find the door", "open door"), ("The door is stuck.", "Perhaps\nAction: turn[9]\nagain", "push door")]);
        var lines = ImportCounts.None.Add(entry).ToLines().ToList();
        lines.ShouldContain(line => line.StartsWith("1 replies went on with thoughts and actions"));
        lines.ShouldContain(line => line.StartsWith("1 replies went on with an observation"));
        lines.ShouldContain(line => line.StartsWith("1 replies had a mark"));
    }

    [Fact]
    public void Headings_in_capitals_and_exchanges_of_OK()
    {
        var entry = ReadText("sharegpt", """
            [{"conversations":[{"from":"human","loss":null,"value":"Use THOUGHT and ACTION."},{"from":"gpt","loss":false,"value":"OK. I'll follow your instructions."},{"from":"human","loss":null,"value":"Find a cup."},{"from":"gpt","loss":true,"value":"THOUGHT: The shelf.\nACTION: go to shelf 1"},{"from":"human","loss":null,"value":"You see a cup 1."},{"from":"gpt","loss":true,"value":"THOUGHT: There it is. ACTION: take cup 1 from shelf 1"},{"from":"human","loss":null,"value":"You win."}],"item_id":"alfworld_0","success":1}]
            """).Single();

        Turns(entry).ShouldBe([("Find a cup.", "The shelf.", "go to shelf 1"), ("You see a cup 1.", "There it is.", "take cup 1 from shelf 1")]);
        (entry.Instructions, entry.Trajectory!.Return).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData("{\"error\": \"timeout\"}", "a member is missing", "'messages'; it has 'error'")]
    [InlineData("{\"messages\": [{\"role\": \"user\"", "it is not valid JSON", "it ends too early")]
    [InlineData("{\"messages\": [], \"x\": nan}", "it is not valid JSON", "at character 24: 'an}'")]
    [InlineData("{\"messages\": [], \"reward\": Infinity}", "nothing was done", "it has no action")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}], \"reward\": NaN, \"metrics\": {\"em\": 1}}", "no return is recorded", "give it with --return if all runs have the same, or name the member that holds it by --return-field (metrics.em)")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}], \"reward\": -Infinity}", "the return is not a number", "-Infinity")]
    [InlineData("7", "it is not a run", "it is neither an object nor a list of messages")]
    [InlineData("{\"messages\": 7}", "a member is of another type", "'messages' is the number 7, not a list")]
    [InlineData("{\"messages\": [], \"reward\": 1}", "nothing was done", "it has no action")]
    [InlineData("{\"messages\": [{\"content\": \"x\"}], \"reward\": 1}", "a message has no role", "message 1")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}, {\"role\": \"assistant\", \"content\": \"x\"}], \"reward\": 1}", "a part of a message is not text", "message 1: image_url")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}], \"reward\": {\"total\": 1}}", "the return is not a number", "'reward' is an object; name the number in it by --return-field reward.total")]
    public void A_bad_run_is_refused_alone(string line, string reason, string detail)
    {
        var entries = ReadText("openai", $"{Good}\n\n{line}\n{Good}\n");

        entries.Count(entry => entry.Trajectory is not null).ShouldBe(2);
        var refusal = entries.Single(entry => entry.Refusal is not null).Refusal!;
        (refusal.Reason, refusal.Detail).ShouldBe((reason, detail));
        refusal.Place.ShouldEndWith("log.jsonl:3");
        ImportCounts.None.Add(entries[1]).ToLines().Skip(1).Take(2).ShouldBe([$"  refused: 1 because {reason}", $"    {refusal.Place}: {detail}"]);
    }

    [Theory]
    [InlineData("\"0.5\"", 0.5)]
    [InlineData("true", 1)]
    [InlineData("\"false\"", 0)]
    [InlineData("-2", -2)]
    public void Rewards_are_numbers_texts_and_booleans(string reward, double value) =>
        ReadText("openai", Good.Replace("\"reward\":1", $"\"reward\":{reward}")).Single().Trajectory!.Return.ShouldBe(value);

    [Fact]
    public void A_return_may_lie_deeper()
    {
        var run = Good.Replace("\"reward\":1", "\"info\":{\"scores\":[{\"value\":0.25}]}");
        ReadText("openai", run, Settings with { ReturnField = "info.scores.0.value" }).Single().Trajectory!.Return.ShouldBe(0.25);
        ReadText("openai", run, Settings with { ReturnField = "info.none" }).Single().Refusal!.Reason.ShouldBe("no return is recorded");
    }

    [Theory]
    [InlineData("[GOOD,GOOD]", 2)]
    [InlineData("[\n  GOOD,\n  GOOD\n]\n", 2)]
    [InlineData("[\nGOOD\n]", 1)]
    [InlineData("GOOD\r\n\r\nGOOD\r\n", 2)]
    [InlineData("\uFEFFGOOD\nGOOD", 2)]
    [InlineData("[GOOD]\n[GOOD,GOOD]", 3)]
    [InlineData("[[GOOD],[GOOD]]", 2)]
    [InlineData("{\n \"reward\": \"1\",\n \"messages\": [{\"role\":\"user\",\"content\":\"a\"},\n{\"role\":\"assistant\",\"content\":\"b\"}]\n}", 1)]
    [InlineData("{\n \"reward\": 1,\n \"messages\": [{\"role\":\"user\",\"content\":\"a\"},\n{\"role\":\"assistant\",\"content\":\"b\"}]\n}\n{\n \"reward\": 1,\n \"messages\": [{\"role\":\"user\",\"content\":\"a\"},\n{\"role\":\"assistant\",\"content\":\"b\"}]\n}", 2)]
    public void Every_shape_of_a_file_is_read(string text, int runs)
    {
        var whole = text.Replace("GOOD", Good);
        foreach (var encoding in new[] { Encoding.UTF8, new UTF8Encoding(false), Encoding.Unicode, Encoding.BigEndianUnicode, new UnicodeEncoding(false, false), Encoding.UTF32, new UTF32Encoding(true, true), new UTF32Encoding(false, false), new UTF32Encoding(true, false) })
        {
            File.WriteAllBytes(_folder.File("log.jsonl"), [.. encoding.GetPreamble(), .. encoding.GetBytes(whole)]);
            Read("openai", _folder.File("log.jsonl")).Select(entry => entry.Trajectory?.Turns.Length).ShouldBe(Enumerable.Repeat((int?)1, runs));
        }
    }

    [Fact]
    public void A_list_of_messages_is_a_run_and_so_is_each_of_several()
    {
        const string Messages = """[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]""";
        foreach (var (text, runs) in new[] { (Messages, 1), ($"[{Messages},{Messages}]", 2), ($"{Messages}\n{Messages}", 2), (Messages.Replace("},{", "},\n{"), 1) })
        {
            ReadText("openai", text, Settings with { AssumedReturn = 1 }).Count(entry => entry.Trajectory is not null).ShouldBe(runs);
        }
    }

    [Fact]
    public void Half_a_character_becomes_the_replacement_character_and_bytes_that_are_no_text_refuse_their_run()
    {
        ReadText("openai", Good.Replace("Task a", "Task \\ud83d one")).Single().Trajectory!.Turns[0].Observation.Text.ShouldBe("Task \uFFFD one");

        File.WriteAllBytes(_folder.File("bytes.jsonl"), [.. Encoding.UTF8.GetBytes(Good), (byte)'\n', .. Encoding.Latin1.GetBytes(Good.Replace("Out", "Café"))]);
        Read("openai", _folder.File("bytes.jsonl")).Select(entry => entry.Refusal?.Reason).ShouldBe([null, "it is not UTF-8 text"]);
    }

    [Fact]
    public void What_stands_before_a_damaged_place_of_an_array_is_kept()
    {
        var entries = ReadText("openai", $"[\n{Good},\n{Good},\n{Good[..50]}");
        entries.Select(entry => entry.Refusal?.Reason).ShouldBe([null, null, "it is not valid JSON"]);
        entries[2].Refusal!.Place.ShouldEndWith(":4");
    }

    [Fact]
    public void Tasks_are_named_by_a_template_or_a_file()
    {
        var run = Good.Replace("\"reward\":1", "\"reward\":1,\"meta\":{\"id\":\"f7\"}");
        ReadText("openai", $"{run}\n{run}", Settings with { Tasks = new TemplateTaskNames("form/{index}") }).Select(entry => entry.Trajectory!.Task.Value).ShouldBe(["form/0", "form/1"]);
        ReadText("openai", run, Settings with { Tasks = new TemplateTaskNames("form/{field:meta.id}/{file}") }).Single().Trajectory!.Task.Value.ShouldBe("form/f7/log");
        ReadText("openai", Good, Settings with { Tasks = new TemplateTaskNames("form/{field:meta.id}") }).Single().Refusal!.Detail.ShouldBe("'meta.id', which names the task");
        Should.Throw<GleanerException>(() => new TemplateTaskNames("form/{number}")).Message.ShouldContain("{index}");

        File.WriteAllText(_folder.File("map.csv"), "opening,task\r\n\"Task a\",form/9\r\n\"with \"\"quotes\"\", and\nlines\",form/8\r\n");
        ReadText("openai", $"{run}\n{run.Replace("Task a", "other")}", Settings with { Tasks = MappedTaskNames.Read(_folder.File("map.csv")) })
            .Select(entry => entry.Trajectory?.Task.Value ?? entry.Refusal!.Reason).ShouldBe(["form/9", "the mapping has no task for it"]);
        File.WriteAllText(_folder.File("map.jsonl"), "{\"meta.id\":\"f7\",\"task\":\"form/7\"}\n");
        ReadText("openai", run, Settings with { Tasks = MappedTaskNames.Read(_folder.File("map.jsonl")) }).Single().Trajectory!.Task.Value.ShouldBe("form/7");
        File.WriteAllText(_folder.File("bad.csv"), "a,b\n1,2\n");
        Should.Throw<GleanerException>(() => MappedTaskNames.Read(_folder.File("bad.csv"))).Message.ShouldContain("two columns");
    }

    private static IEnumerable<(string Seen, string? Thought, string Action)> Turns(ImportEntry entry)
    {
        entry.Refusal.ShouldBeNull();
        return entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action));
    }

    private List<ImportEntry> ReadText(string importer, string text, ImportSettings? settings = null)
    {
        File.WriteAllText(_folder.File("log.jsonl"), text.StartsWith('{') && text.Contains("\n            ") ? text.ReplaceLineEndings("") : text);
        return Read(importer, _folder.File("log.jsonl"), settings);
    }

    private List<ImportEntry> Read(string importer, string file, ImportSettings? settings = null) =>
        [.. RunImporters.All.Single(one => one.Name == importer).Read([file], settings ?? Settings)];
}
