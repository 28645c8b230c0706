namespace Gleaner.Campaigns.Fuzz;

/// <summary>Recordings in the shapes that other APIs, libraries and models' templates write: one run in many, and runs with replies without an action.</summary>
internal static class Shapes
{
    /// <summary>Calls that stand in the text, a model family each.</summary>
    private static readonly string[] TextCalls =
    [
        "Hm.\n<tool_call>\n{\"name\": \"look\", \"arguments\": {\"n\": 1}}\n</tool_call>",
        "<tool_call>\n{'name': 'look', 'arguments': {'n': 1, 'all': True, 'none': None}}\n</tool_call>",
        "<tool_call>\n<function=look>\n<parameter=n>\n1\n</parameter>\n</function>\n</tool_call>",
        "<tool_call>look\n<arg_key>n</arg_key>\n<arg_value>1</arg_value>\n</tool_call>",
        "<function=look>{\"n\": 1}</function>",
        "<|python_tag|>{\"name\": \"look\", \"parameters\": {\"n\": 1}}",
        "[TOOL_CALLS][{\"name\": \"look\", \"arguments\": {\"n\": 1}}]",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>look\n```json\n{\"n\": 1}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.look:0<|tool_call_argument_begin|>{\"n\": 1}<|tool_call_end|><|tool_calls_section_end|>",
        "<function_calls>\n<invoke name=\"look\">\n<parameter name=\"n\">1</parameter>\n</invoke>\n</function_calls>",
        "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.look <|constrain|>json<|message|>{\"n\": 1}<|call|>",
        "[{\"name\": \"look\", \"arguments\": {\"n\": 1}}, {\"name\": \"look\", \"arguments\": {\"n\": 2}}]",
        "<functioncall> {\"name\": \"look\", \"arguments\": '{\"n\": 1}'} </functioncall>",
        "<think>left?</think>\n<action>look[1]</action>",
        "I run it.\n<execute>\nlook(1)\n</execute>",
        "<code>\nlook(1)\n</code>",
    ];

    /// <summary>A run for each family: asked, a call in the text, its answer.</summary>
    public static string Calls => string.Join('\n', TextCalls.Select((call, i) =>
        $$"""{"id":{{i}},"conversations":[{"from":"human","value":"Where is it?"},{"from":"gpt","value":{{System.Text.Json.JsonSerializer.Serialize(call)}}},{"from":"tool","value":"<tool_response>\non the shelf\n</tool_response>"}],"reward":1}"""));

    /// <summary>The messages of APIs and libraries.</summary>
    public const string Apis =
        """
        {"reward":1,"input":"Where?","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},{"type":"function_call","call_id":"c","name":"look","arguments":"{}"},{"type":"function_call","call_id":"d","name":"look","arguments":"{\"n\":2}"},{"type":"function_call_output","call_id":"d","output":"b"},{"type":"function_call_output","call_id":"c","output":"a"}]}
        {"reward":1,"contents":[{"role":"user","parts":[{"text":"Where?"}]},{"role":"model","parts":[{"text":"Hm.","thought":true},{"functionCall":{"name":"look","args":{"n":1.5}}}]},{"role":"user","parts":[{"functionResponse":{"name":"look","response":{"result":"on the shelf"}}}]}]}
        {"reward":1,"messages":[{"role":"user","content":[{"text":"Where?"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Hm."}}},{"toolUse":{"toolUseId":"t","name":"look","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"json":{"at":"shelf"}}],"status":"success"}}]}]}
        {"reward":1,"messages":[[{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"kwargs":{"content":"Where?","type":"human"}},{"lc":1,"type":"constructor","id":["langchain","schema","messages","AIMessage"],"kwargs":{"content":"Hm.","tool_calls":[{"name":"look","args":{},"id":"c"}]}},{"lc":1,"type":"constructor","id":["langchain","schema","messages","ToolMessage"],"kwargs":{"content":"on the shelf","tool_call_id":"c"}}]]}
        {"reward":1,"messages":[{"type":"human","data":{"content":"Where?"}},{"type":"ai","data":{"content":"Hm.","additional_kwargs":{"tool_calls":[{"id":"c","function":{"name":"look","arguments":"{}"}}]},"response_metadata":{"finish_reason":"tool_calls"}}},{"type":"tool","data":{"content":"on the shelf","tool_call_id":"c"}}]}
        {"reward":1,"input":"Where?","output":"There.","intermediate_steps":[[{"tool":"look","tool_input":{},"log":"Thought: Hm.\nAction: look\nAction Input: {}"},"on the shelf"],[{"kwargs":{"tool":"go","tool_input":"1","log":""}},{"r":[1,2]}]]}
        {"reward":1,"messages":[{"role":"user","blocks":[{"block_type":"text","text":"Where?"}]},{"role":"assistant","additional_kwargs":{"tool_calls":[{"id":"c","function":{"name":"look","arguments":"{}"}}]},"blocks":[{"block_type":"text","text":"Hm."}]},{"role":"tool","blocks":[{"block_type":"text","text":"on the shelf"}]}]}
        {"reward":1,"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":[{"type":"reasoning","text":"Hm."},{"type":"tool-call","toolCallId":"t","toolName":"look","input":{}}]},{"role":"tool","content":[{"type":"tool-result","toolCallId":"t","toolName":"look","output":{"type":"json","value":{"at":"shelf"}}}]}]}
        {"reward":1,"system":[{"type":"text","text":"Rules."}],"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"x"},{"type":"tool_use","id":"t","name":"look","input":{}}],"stop_reason":"tool_use"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"on the shelf"}]}]}]}
        """;

    /// <summary>A run over many lines, in a list of an object.</summary>
    public const string Printed =
        """
        {
          "data": [
            {
              "reward": "1",
              "messages": [
                {"role": "user", "content": "Where?"},
                {"role": "assistant", "content": "Thought: Hm.\nAction: look"},
                {"role": "user", "content": "on the shelf"}
              ]
            },
            {
              "reward": NaN,
              "metadata": {"score": 0.5},
              "messages": [
                {"role": "user", "content": "And now?"},
                {"role": "assistant", "content": "look"}
              ]
            }
          ]
        }
        """;

    /// <summary>OpenInference's spans.</summary>
    public const string OpenInference =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"2af7651916cd43dd8448eb211c80319c","spanId":"d7ad6b7169203331","name":"llm","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000","attributes":[{"key":"openinference.span.kind","value":{"stringValue":"LLM"}},{"key":"llm.model_name","value":{"stringValue":"m"}},{"key":"llm.input_messages.0.message.role","value":{"stringValue":"user"}},{"key":"llm.input_messages.0.message.content","value":{"stringValue":"Where?"}},{"key":"llm.output_messages.0.message.role","value":{"stringValue":"assistant"}},{"key":"llm.output_messages.0.message.tool_calls.0.tool_call.id","value":{"stringValue":"c"}},{"key":"llm.output_messages.0.message.tool_calls.0.tool_call.function.name","value":{"stringValue":"look"}},{"key":"llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments","value":{"stringValue":"{\"n\":1}"}}]},{"traceId":"2af7651916cd43dd8448eb211c80319c","spanId":"e7ad6b7169203331","name":"execute_tool look","startTimeUnixNano":"1700000001000000000","endTimeUnixNano":"1700000002000000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},{"key":"gen_ai.tool.name","value":{"stringValue":"look"}},{"key":"gen_ai.tool.call.id","value":{"stringValue":"c"}},{"key":"gen_ai.tool.call.result","value":{"stringValue":"on the shelf"}}]}]}]}]}
        """;

    /// <summary>Replies without an action that were answered: cut short, words alone, calls that can't be read.</summary>
    public const string Malformed =
        """
        {"reward":1,"messages":[{"role":"user","content":"Go."},{"role":"assistant","content":"Thought: left\nAction: go le","finish_reason":"length"},{"role":"user","content":"?"},{"role":"assistant","content":"Thought: hm"},{"role":"user","content":"?"},{"role":"assistant","content":"Action: go"},{"role":"user","content":"Out."}]}
        {"reward":0,"messages":[{"role":"user","content":"Go."},{"role":"assistant","content":"Both.","tool_calls":[{"id":"c","function":{"name":"go","arguments":"{}"}},{"id":"d","function":{"name":"go","arguments":"{\"n\": "}}]},{"role":"tool","tool_call_id":"c","content":"gone"},{"role":"tool","tool_call_id":"d","content":"Invalid JSON."},{"role":"assistant","content":"What now?"},{"role":"user","content":"Go."},{"role":"assistant","content":null,"tool_calls":[{"id":"e","function":{"name":"stop","arguments":null}}]},{"role":"tool","tool_call_id":"e","content":"Out."}]}
        {"reward":0,"input":"Go","intermediate_steps":[[{"tool":"go","tool_input":[1],"log":""},"not an object"],[{"tool":"go","tool_input":{"n":1},"log":""},"gone"]]}
        """;

    /// <summary>The same in a plain log.</summary>
    public const string MalformedLog =
        """
        Question: Which knob is lit?
        Thought 1: The first.
        Action 1: look[1]
        Observation 1: Dark.
        Thought 2: So it is the second.
        Observation 2: Invalid action!
        Thought 3: Look.
        Action 3:
        Observation 3: Invalid action!
        Action 4: look[2]
        Observation 4: Lit.
        Reward: 1
        """;
}
