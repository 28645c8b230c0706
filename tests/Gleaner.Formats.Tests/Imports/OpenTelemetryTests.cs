using System.Text.Json.Nodes;
using Gleaner.Formats.Imports;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>Traces by the conventions for generative AI, in the forms that their versions write.</summary>
public sealed class OpenTelemetryTests : IDisposable
{
    private const string User = """{"role":"user","parts":[{"type":"text","content":"Press both."}]}""";
    private const string Call = """{"role":"assistant","parts":[{"type":"reasoning","content":"a first"},{"type":"tool_call","id":"1","name":"a","arguments":{"n":1}}],"finish_reason":"tool_call"}""";
    private const string Answer = """{"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":"a pressed"}]}""";
    private const string Second = """{"role":"assistant","parts":[{"type":"tool_call","id":"2","name":"b","arguments":{}}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Calls_of_a_trace_are_a_run_and_the_tools_spans_answer_what_no_message_holds()
    {
        var entry = Read(
            Span("t1", "1", 3, ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"), ("gen_ai.input.messages", $"[{User},{Call},{Answer}]"), ("gen_ai.output.messages", $"[{Second}]")),
            Span("t1", "2", 1, ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"), ("gen_ai.input.messages", $"[{User}]"), ("gen_ai.output.messages", $"[{Call}]")),
            Span("t1", "3", 4, ("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", "b"), ("gen_ai.tool.call.id", "2"), ("gen_ai.tool.call.result", "b pressed")),
            Span("t1", "0", 0, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "presser"), ("reward", "1"))).Single();

        CheckPressed(entry);
        (entry.Trajectory!.Policy, entry.Trajectory.Return).ShouldBe(("presser", 1));
    }

    [Fact]
    public void Messages_as_events_and_as_numbered_attributes_are_read()
    {
        var events = Span("t1", "1", 1, ("gen_ai.operation.name", "chat"));
        events["events"] = new JsonArray(
            Event("gen_ai.system.message", ("content", "Press.")),
            Event("gen_ai.user.message", ("content", "Press both.")),
            Event("gen_ai.assistant.message", ("tool_calls", """[{"id":"1","type":"function","function":{"name":"a","arguments":"{\"n\":1}"}}]""")),
            Event("gen_ai.tool.message", ("id", "1"), ("content", "a pressed")),
            Event("gen_ai.choice", ("index", "0"), ("message", """{"role":"assistant","tool_calls":[{"id":"2","type":"function","function":{"name":"b","arguments":"{}"}}]}""")));
        var numbered = Span(
            "t2", "1", 1,
            ("gen_ai.prompt.0.role", "user"), ("gen_ai.prompt.0.content", "Press both."),
            ("gen_ai.prompt.1.role", "assistant"), ("gen_ai.prompt.1.tool_calls.0.id", "1"), ("gen_ai.prompt.1.tool_calls.0.name", "a"), ("gen_ai.prompt.1.tool_calls.0.arguments", "{\"n\":1}"),
            ("gen_ai.prompt.2.role", "tool"), ("gen_ai.prompt.2.content", "a pressed"), ("gen_ai.prompt.2.tool_call_id", "1"),
            ("gen_ai.completion.0.role", "assistant"), ("gen_ai.completion.0.tool_calls.0.id", "2"), ("gen_ai.completion.0.tool_calls.0.name", "b"), ("gen_ai.completion.0.tool_calls.0.arguments", "{}"));

        foreach (var entry in Read(events, numbered))
        {
            entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Action)).ShouldBe([("Press both.", "a {\"n\":1}"), ("a pressed", "b")]);
        }
    }

    [Fact]
    public void Traces_are_runs_apart_and_one_without_content_is_refused_alone()
    {
        var entries = Read(
            Span("t1", "1", 1, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", $"[{User}]"), ("gen_ai.output.messages", $"[{Call}]")),
            Span("t2", "1", 2, ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m")),
            Span("t3", "1", 3, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", $"[{User}]"), ("gen_ai.output.messages", $"[{Call}]")));

        entries.Select(entry => entry.Refusal?.Reason).ShouldBe([null, "its messages were not recorded", null]);
    }

    [Fact]
    public void OpenInferences_attributes_are_read()
    {
        var entry = Read(Span(
            "t1", "1", 1, ("openinference.span.kind", "LLM"), ("llm.model_name", "m"),
            ("llm.input_messages.0.message.role", "user"),
            ("llm.input_messages.0.message.contents.0.message_content.type", "text"), ("llm.input_messages.0.message.contents.0.message_content.text", "Press "),
            ("llm.input_messages.0.message.contents.1.message_content.type", "text"), ("llm.input_messages.0.message.contents.1.message_content.text", "both."),
            ("llm.input_messages.1.message.role", "assistant"), ("llm.input_messages.1.message.tool_calls.0.tool_call.id", "1"),
            ("llm.input_messages.1.message.tool_calls.0.tool_call.function.name", "a"), ("llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments", "{\"n\":1}"),
            ("llm.input_messages.2.message.role", "tool"), ("llm.input_messages.2.message.content", "a pressed"), ("llm.input_messages.2.message.tool_call_id", "1"),
            ("llm.output_messages.0.message.role", "assistant"), ("llm.output_messages.0.message.tool_calls.0.tool_call.function.name", "b"))).Single();

        entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Action)).ShouldBe([("Press both.", "a {\"n\":1}"), ("a pressed", "b")]);
        entry.Trajectory.Policy.ShouldBe("m");
    }

    [Fact]
    public void An_answer_that_was_asked_for_again_or_cut_short_is_not_taken()
    {
        var again = Read(
            Span("t1", "1", 1, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", $"[{User}]"), ("gen_ai.output.messages", """[{"role":"assistant","parts":[{"type":"text","content":"hm"}]}]""")),
            Span("t1", "2", 2, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", $"[{User}]"), ("gen_ai.output.messages", $"[{Call}]")),
            Span("t1", "3", 3, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", $"[{User},{Call},{Answer}]"), ("gen_ai.output.messages", $"[{Second}]"))).Single();
        again.Trajectory!.Turns.Select(turn => turn.Observation.Text).ShouldBe(["Press both.", "a pressed"]);

        Read(Span("t1", "1", 1, ("gen_ai.operation.name", "chat"), ("gen_ai.response.finish_reasons", "[\"length\"]"), ("gen_ai.input.messages", $"[{User}]"), ("gen_ai.output.messages", """[{"role":"assistant","parts":[{"type":"text","content":"Action: pre"}]}]""")))
            .Single().Refusal!.Reason.ShouldBe("nothing was done");
    }

    [Fact]
    public void Of_members_of_one_name_the_last_counts_and_spans_of_other_things_are_told()
    {
        Read(Span("t1", "1", 1, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", """[{"role":"user","role":"user","content":"Q"}]"""), ("gen_ai.output.messages", """[{"role":"assistant","content":"go","content":"stay"}]""")))
            .Single().Trajectory!.Turns.Single().Action.ShouldBe("stay");
        Read(Span("t1", "1", 1, ("http.method", "GET"))).Single().Refusal!.Reason.ShouldBe("no span is a call of a model");
    }

    [Fact]
    public void Calls_of_others_between_an_agents_calls_do_not_tear_its_run()
    {
        var entries = Read(
            Chat(1, [User], Call),
            Chat(2, [Said("user", "Is this safe?")], Said("assistant", "yes")),
            Chat(3, [User, Call, Answer], Second),
            Chat(4, [Said("user", "Is that safe?")], Said("assistant", "no")));

        Actions(entries).ShouldBe(["a {\"n\":1}; b", "yes", "no"]);
    }

    [Fact]
    public void Agents_that_take_turns_in_a_trace_are_a_run_each()
    {
        var other = Said("user", "Press b alone.");
        var pressed = """{"role":"tool","parts":[{"type":"tool_call_response","id":"2","response":"b pressed"}]}""";
        var done = Said("assistant", "done");

        var entries = Read(
            Chat(1, [User], Call), Chat(2, [other], Second), Chat(3, [User, Call, Answer], Second), Chat(4, [other, Second, pressed], done),
            Chat(5, [User, Call, Answer, Second, pressed], done));

        Actions(entries).ShouldBe(["a {\"n\":1}; b", "b"]);
        entries[1].Trajectory!.Final.Text.ShouldBe("b pressed");

        // Only what is new is given: the ids of the calls say whose it is.
        var news = Read(
            Chat(1, [User], Call), Chat(2, [other], """{"role":"assistant","parts":[{"type":"tool_call","id":"9","name":"b","arguments":{}}]}"""),
            Chat(3, [Answer], Second), Chat(4, [pressed], done));
        Actions(news).ShouldBe(["a {\"n\":1}; b", "b"]);
        news[0].Trajectory!.Final.Text.ShouldBe("b pressed");
    }

    [Fact]
    public void Two_attempts_from_the_same_question_are_two_runs_and_a_shortened_history_is_one()
    {
        var press = """{"role":"assistant","parts":[{"type":"tool_call","id":"3","name":"c","arguments":{}}]}""";
        var pressed = """{"role":"tool","parts":[{"type":"tool_call_response","id":"3","response":"c pressed"}]}""";

        // They go on in turns; neither first answer was thrown away.
        Actions(Read(Chat(1, [User], Call), Chat(2, [User], press), Chat(3, [User, Call, Answer], Second), Chat(4, [User, press, pressed], Second)))
            .ShouldBe(["a {\"n\":1}; b", "c; b"]);

        Actions(Read(Chat(1, [User], Call), Chat(2, [User, Call, Answer], press), Chat(3, [User, press, pressed], Second)))
            .ShouldBe(["a {\"n\":1}; c; b"]);

        // A guard that is told the agent's task is none of its turns.
        Actions(Read(Chat(1, [User], Call), Chat(2, [User, Said("user", "Is this safe?")], Said("assistant", "yes")), Chat(3, [User, Call, Answer], Second)))
            .ShouldBe(["a {\"n\":1}; b", "yes"]);
    }

    [Fact]
    public void A_thought_stays_with_its_turn_though_later_inputs_do_not_repeat_it()
    {
        var bare = """{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"a","arguments":{"n":1}}]}""";

        var entry = Read(Chat(1, [User], Call), Chat(2, [User, bare, Answer], Second)).Single();

        entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action)).ShouldBe([("Press both.", "a first", "a {\"n\":1}"), ("a pressed", null, "b")]);
    }

    private static string Said(string role, string text) => new JsonObject { ["role"] = role, ["parts"] = new JsonArray(new JsonObject { ["type"] = "text", ["content"] = text }) }.ToJsonString();

    private static JsonObject Chat(int start, string[] input, string output) => Span(
        "t1", $"{start}", start, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", $"[{string.Join(',', input)}]"), ("gen_ai.output.messages", $"[{output}]"));

    private static IEnumerable<string> Actions(List<ImportEntry> entries) => entries.Select(entry => string.Join("; ", entry.Trajectory!.Turns.Select(turn => turn.Action)));

    private static void CheckPressed(ImportEntry entry)
    {
        entry.Refusal.ShouldBeNull();
        entry.Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action)).ShouldBe([("Press both.", "a first", "a {\"n\":1}"), ("a pressed", null, "b")]);
        entry.Trajectory.Final.Text.ShouldBe("b pressed");
    }

    private static JsonObject Span(string trace, string id, int start, params (string Key, string Value)[] attributes) => new()
    {
        ["traceId"] = trace,
        ["spanId"] = id,
        ["name"] = "x",
        ["startTimeUnixNano"] = $"{start}",
        ["attributes"] = Attributes(attributes),
    };

    private static JsonObject Event(string name, params (string Key, string Value)[] attributes) => new() { ["name"] = name, ["attributes"] = Attributes(attributes) };

    private static JsonArray Attributes((string Key, string Value)[] attributes) =>
        [.. attributes.Select(attribute => new JsonObject { ["key"] = attribute.Key, ["value"] = new JsonObject { ["stringValue"] = attribute.Value } })];

    private List<ImportEntry> Read(params JsonObject[] spans)
    {
        File.WriteAllLines(_folder.File("traces.jsonl"), spans.Select(span => new JsonObject
        {
            ["resourceSpans"] = new JsonArray(new JsonObject { ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray(span) }) }),
        }.ToJsonString()));
        return [.. new OpenTelemetryImporter().Read([_folder.File("traces.jsonl")], new ImportSettings { Tasks = new TaskNames("press"), AssumedReturn = 0 })];
    }
}
