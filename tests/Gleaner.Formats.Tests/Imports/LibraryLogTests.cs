using Gleaner.Formats.Imports;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>Runs as the APIs and libraries that agents are built with write them.</summary>
public sealed class LibraryLogTests : IDisposable
{
    private const string Asked = """{"role":"user","content":"Where?"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Where?"},{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"Hm."}]},{"type":"function_call","call_id":"c","name":"look","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"on the shelf"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"There."}]}]}""")]
    [InlineData("""{"input":"Where?","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},{"type":"function_call","call_id":"c","name":"look","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"on the shelf"}]}""")]
    [InlineData("""{"input":[{"role":"user","content":"Where?"},{"type":"function_call","call_id":"c","name":"look","arguments":"{}","reasoning":"Hm."},{"type":"function_call_output","call_id":"c","output":"on the shelf"}],"output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"There."}]}]}""")]
    [InlineData("""{"messages":[{"type":"human","content":"Where?"},{"type":"ai","content":"Hm.","tool_calls":[{"name":"look","args":{},"id":"c","type":"tool_call"}]},{"type":"tool","content":"on the shelf","tool_call_id":"c"},{"type":"ai","content":"There."}]}""")]
    [InlineData("""{"messages":[{"type":"human","data":{"content":"Where?"}},{"type":"ai","data":{"content":"Hm.","additional_kwargs":{"tool_calls":[{"id":"c","function":{"name":"look","arguments":"{}"}}]}}},{"type":"tool","data":{"content":"on the shelf","tool_call_id":"c"}}]}""")]
    [InlineData("""{"messages":[[{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"kwargs":{"content":"Where?","type":"human"}},{"lc":1,"type":"constructor","id":["langchain","schema","messages","AIMessage"],"kwargs":{"content":"Hm.","tool_calls":[{"name":"look","args":{},"id":"c"}]}},{"lc":1,"type":"constructor","id":["langchain","schema","messages","ToolMessage"],"kwargs":{"content":"on the shelf","tool_call_id":"c"}}]]}""")]
    [InlineData("""{"input":"Where?","output":"There.","intermediate_steps":[[{"tool":"look","tool_input":{},"log":"Thought: Hm.\nAction: look\nAction Input: {}"},"on the shelf"]]}""")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"Where?"}]},{"role":"model","parts":[{"text":"Hm.","thought":true},{"functionCall":{"name":"look","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"look","response":"on the shelf"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"Where?"}]},{"role":"assistant","content":[{"text":"Hm."},{"toolUse":{"toolUseId":"t","name":"look","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"on the shelf"}],"status":"success"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":[{"type":"text","text":"Hm."},{"type":"tool-call","toolCallId":"t","toolName":"look","args":{}}]},{"role":"tool","content":[{"type":"tool-result","toolCallId":"t","toolName":"look","output":{"type":"text","value":"on the shelf"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","blocks":[{"block_type":"text","text":"Where?"}]},{"role":"assistant","additional_kwargs":{"tool_calls":[{"id":"c","function":{"name":"look","arguments":"{}"}}]},"blocks":[{"block_type":"text","text":"Hm."}]},{"role":"tool","blocks":[{"block_type":"text","text":"on the shelf"}]}]}""")]
    [InlineData("""{"conversations":[{"from":"human","value":"Where?"},{"from":"gpt","value":"Hm.\n<tool_call>\n{'name': 'look', 'arguments': {}}\n</tool_call>"},{"from":"tool","value":"<tool_response>\non the shelf\n</tool_response>"}]}""")]
    public void Each_is_the_same_run(string run)
    {
        var entry = Read(run).Single();
        Turns(entry).ShouldBe([("Where?", "Hm.", "look")]);
        entry.Trajectory!.Final.Text.ShouldBe("on the shelf");
    }

    [Theory]
    [InlineData("""{"type":"function_call","call_id":"c","name":"a","arguments":"{}"},{"type":"function_call","call_id":"d","name":"b","arguments":"{}"},{"type":"function_call_output","call_id":"d","output":"b done"},{"type":"function_call_output","call_id":"c","output":"a done"}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"a","arguments":"{}"}}]},{"role":"assistant","tool_calls":[{"id":"d","function":{"name":"b","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"a done"},{"role":"tool","tool_call_id":"d","content":"b done"}""")]
    public void Calls_one_by_one_that_are_answered_together_are_parallel(string items)
    {
        var entry = Read($$"""{"messages":[{{Asked}},{{items}}]}""").Single();
        Turns(entry).ShouldBe([("Where?", null, "a"), ("a done", null, "b")]);
        entry.Trajectory!.Final.Text.ShouldBe("b done");
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"<tool_call>\n{\"name\":\"a\"}\n</tool_call>\n<tool_call>\n{\"name\":\"b\"}\n</tool_call>"},{"role":"user","content":"<tool_response>\na done\n</tool_response>\n<tool_response>\nb done\n</tool_response>"}""")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{}}},{"function":{"name":"b","arguments":{}}}]},{"role":"tool","tool_name":"b","content":"b done"},{"role":"tool","tool_name":"a","content":"a done"}""")]
    [InlineData("""{"role":"model","parts":[{"functionCall":{"name":"a","args":{}}},{"functionCall":{"name":"b","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"b","response":"b done"}},{"functionResponse":{"name":"a","response":"a done"}}]}""")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"a","arguments":"{}"}},{"id":"2","function":{"name":"b","arguments":"{}"}}]},{"role":"tool","tool_responses":[{"tool_call_id":"2","role":"tool","content":"b done"},{"tool_call_id":"1","role":"tool","content":"a done"}],"content":"b done\n\na done"}""")]
    [InlineData("""{"type":"function_call","id":"f1","call_id":"c","name":"a","arguments":"{}"},{"type":"function_call","id":"f2","call_id":"d","name":"b","arguments":"{}"},{"type":"function_call_output","call_id":"d","output":"b done"},{"type":"function_call_output","call_id":"c","output":"a done"}""")]
    [InlineData("""{"type":"ai","content":[{"type":"tool_use","id":"1","name":"a","input":{}},{"type":"tool_use","id":"2","name":"b","input":{}}],"tool_calls":[{"name":"a","args":{},"id":"1"},{"name":"b","args":{},"id":"2"}]},{"type":"tool","content":"a done","tool_call_id":"1"},{"type":"tool","content":"b done","tool_call_id":"2"}""")]
    public void Each_answer_goes_to_its_own_call(string messages)
    {
        var entry = Read($$"""{"messages":[{{Asked}},{{messages}}]}""").Single();
        Turns(entry).ShouldBe([("Where?", null, "a"), ("a done", null, "b")]);
        entry.Trajectory!.Final.Text.ShouldBe("b done");
    }

    [Fact]
    public void Answers_of_one_tool_are_in_the_order_of_its_calls_and_others_wait_for_theirs()
    {
        var entry = Read("""{"messages":[ASKED,{"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{"x":1}}},{"function":{"name":"b","arguments":{}}},{"function":{"name":"a","arguments":{"x":2}}}]},{"role":"tool","tool_name":"b","content":"b done"},{"role":"tool","tool_name":"a","content":"1"},{"role":"tool","tool_name":"a","content":"2"}]}""".Replace("ASKED", Asked)).Single();
        Turns(entry).ShouldBe([("Where?", null, "a {\"x\":1}"), ("1", null, "b"), ("b done", null, "a {\"x\":2}")]);
        entry.Trajectory!.Final.Text.ShouldBe("2");

        // What the first call was answered is not known.
        Read("""{"messages":[ASKED,{"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{}}},{"function":{"name":"b","arguments":{}}}]},{"role":"tool","tool_name":"b","content":"b done"}]}""".Replace("ASKED", Asked))
            .Single().Refusal!.Reason.ShouldBe("an observation is missing");
    }

    [Theory]
    [InlineData("""{"text":"Blue shirt","price":5}""", """{"text":"Blue shirt","price":5}""")]
    [InlineData("""{"content":"F","price":5}""", """{"content":"F","price":5}""")]
    [InlineData("""[{"text":"F","n":2},{"text":"G","n":3}]""", """[{"text":"F","n":2},{"text":"G","n":3}]""")]
    [InlineData("""{"type":"shirt","text":"Blue"}""", """{"type":"shirt","text":"Blue"}""")]
    [InlineData("""["a",null]""", """["a",null]""")]
    [InlineData("""{"text":"F"}""", "F")]
    [InlineData("""[{"type":"text","text":"F","annotations":null},{"text":"G"}]""", "F\nG")]
    [InlineData("""{"r":[1,2]}""", """{"r":[1,2]}""")]
    [InlineData("42", "42")]
    [InlineData("false", "false")]
    [InlineData("""["a","b"]""", "a\nb")]
    public void What_a_tool_answers_may_be_any_JSON(string content, string text) =>
        Read("""{"messages":[ASKED,{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"look","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":SAID}]}""".Replace("ASKED", Asked).Replace("SAID", content)).Single().Trajectory!.Final.Text.ShouldBe(text);

    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"Room A."},{"role":"assistant","content":"open door"},{"role":"user","content":"open"}]}""")]
    [InlineData("""{"messages":[{"role":"system","content":"Rules."},{"role":"assistant","content":"Hello! How can I help?"},{"role":"user","content":"Room A."},{"role":"assistant","content":"open door"},{"role":"user","content":"open"}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":"I am ready."},{"role":"user","content":"Room A."},{"role":"assistant","content":"open door"},{"role":"user","content":"open"}]}""")]
    [InlineData("""{"system":[{"type":"text","text":"Rules."}],"messages":[{"role":"user","content":"Room A."},{"role":"assistant","content":"open door"},{"role":"user","content":"open"}]}""")]
    public void A_greeting_is_no_action_and_a_task_may_be_the_systems(string run) => Turns(Read(run).Single()).ShouldBe([("Room A.", null, "open door")]);

    [Theory]
    [InlineData("""{"messages":[ASKED,{"type":"web_search_call","id":"w"}]}""", "a message has no role", "message 2, of type 'web_search_call'")]
    [InlineData("""{"messages":[ASKED,{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"shot","arguments":"{}"}}]},{"role":"tool","content":[{"type":"image_url"}]}]}""", "a part of a message is not text", "message 3: image_url")]
    [InlineData("""{"messages":[ASKED,{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"shot","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{}}]}]}]}""", "a part of a message is not text", "message 3: image")]
    [InlineData("""{"messages":[ASKED,{"role":"assistant","content":null,"refusal":"No."},{"role":"user","content":"Please."},{"role":"assistant","content":"go"}]}""", "the model refuses in the middle of it", "message 2")]
    [InlineData("""{"messages":[ASKED,{"role":"assistant","content":null,"refusal":"No."}]}""", "nothing was done", "it has no action")]
    [InlineData("""{"messages":[ASKED,{"role":"assistant","content":[{"type":"text","text":"Action: open the do"}],"stop_reason":"max_tokens"}]}""", "nothing was done", "it has no action")]
    [InlineData("""{"messages":[ASKED,{"role":"assistant","content":"Thought: x\nCommand: go"},{"role":"user","content":"ok"}]}""", "an action is missing", "message 2: no action can be made out")]
    [InlineData("""{"messages":[ASKED,{"role":"assistant","content":"","invalid_tool_calls":[{"name":"look","args":"{bad"}]},{"role":"tool","content":"?"}]}""", "a call can't be read", "message 2: its arguments are not a JSON object, or it has no name")]
    [InlineData("""{"input":"Where?","previous_response_id":"resp_1","output":[{"type":"function_call","call_id":"c","name":"look","arguments":"{}"}]}""", "it is a part of a run", "it continues 'resp_1' (previous_response_id): put the items of a run together")]
    [InlineData("""{"request":{"messages":[]},"response":{}}""", "a member is missing", "'messages'; it is one call of a model, not a run: write the messages of a run's last call, its answer included")]
    [InlineData("""{"role":"user","content":"Where?"}""", "a member is missing", "'messages'; it is one message: put those of a run together in a list")]
    [InlineData("""{"version":1,"task":"a/1","turns":[]}""", "a member is missing", "'messages'; it seems to be Gleaner's own format, which needs no import")]
    [InlineData("""{"chat_history":[{"role":"assistant","content":"Where?"},{"role":"user","content":"look"}]}""", "the roles are swapped", "'chat_history' begins with the assistant; write the agent's own messages, in which the task is the user's")]
    [InlineData("""{"input":"Where?","intermediate_steps":[["look"]]}""", "a step is not one", "step 1: it is not a pair of an action with a tool, and an answer")]
    public void What_cant_be_taken_is_refused_with_what_to_do(string run, string reason, string detail)
    {
        var refusal = Read(run.Replace("ASKED", Asked)).Single().Refusal.ShouldNotBeNull();
        (refusal.Reason, refusal.Detail).ShouldBe((reason, detail));
    }

    [Fact]
    public void Words_at_the_end_of_a_run_of_blocks_are_no_action()
    {
        var entry = Read($$"""{"messages":[{{Asked}},{"role":"assistant","content":"I list.\n```\nls\n```"},{"role":"user","content":"a b"},{"role":"assistant","content":"There it is."}]}""").Single();
        Turns(entry).ShouldBe([("Where?", "I list.", "ls")]);
        (entry.ClosingWords, entry.Trajectory!.Final.Text).ShouldBe((1, "a b"));
    }

    private static IEnumerable<(string Seen, string? Thought, string Action)> Turns(ImportEntry entry)
    {
        entry.Refusal.ShouldBeNull();
        return entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action));
    }

    private List<ImportEntry> Read(string text)
    {
        File.WriteAllText(_folder.File("log.jsonl"), text);
        return [.. new OpenAiImporter().Read([_folder.File("log.jsonl")], new ImportSettings { Tasks = new TaskNames("form"), AssumedReturn = 1 })];
    }
}
