namespace Gleaner.Campaigns.Fuzz;

/// <summary>Good files, made up, with something of everything that the readers know.</summary>
internal static class Seeds
{
    public static readonly string[] Moves = ["up", "down", "left", "right"];

    public const string OpenAi =
        """
        {"id":"a","messages":[{"role":"system","content":"Fill in the form."},{"role":"user","content":"Name: Ann Öztürk 🙂"},{"role":"assistant","content":"The name first.","tool_calls":[{"id":"c1","type":"function","function":{"name":"set_field","arguments":"{\"field\": \"name\", \"value\": \"Ann\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"set"},{"role":"assistant","content":null,"tool_calls":[{"id":"c2","type":"function","function":{"name":"submit","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c2","content":"accepted"}],"reward":1}
        {"id":"b","messages":[{"role":"user","content":[{"type":"text","text":"Find the red knob."}]},{"role":"assistant","content":"<think>left?</think>Thought: left\nAction: turn[1]"},{"role":"user","content":"dark"},{"role":"assistant","content":"turn[2]"}],"reward":"0.5"}
        {"messages":[{"role":"user","content":"Go."},{"role":"assistant","function_call":{"name":"go","arguments":"{\"n\":1}"}},{"role":"function","name":"go","content":"gone"}],"success":true}
        """;

    public const string ShareGpt =
        """
        {"conversations":[{"from":"human","value":"WebShop [SEP] Instruction: [SEP] Find me a lamp, price lower than 50.00 dollars [SEP] Search"},{"from":"gpt","value":"Thought:\nsearch\n\nAction:\nsearch[lamp]"},{"from":"human","value":"Back to Search [SEP] Page 1"},{"from":"gpt","value":"click[buy now]"}],"item_id":"webshop_1","reward":0.5}
        {"conversations":[{"from":"human","value":"Panel 1"},{"from":"function_call","value":"{\"name\":\"turn\",\"arguments\":{\"knob\":1}}"},{"from":"observation","value":"lit"}],"reward":1}
        """;

    public const string Maze =
        """
        name: maze
        environment: {kind: maze, size: 3, count: 40, max_turns: 8}
        tasks:
          test: {first: 0, count: 6}
          dev: {first: 6, count: 2}
          train: {first: 10, count: 8}
        experts:
          - {kind: simulated-walker, distraction: 0.3}
        student: {kind: text, width: 16, layers: 1, heads: 1, feed_forward: 16, pieces: 520, context: 256, pretraining: {steps: 2, batch: 2, length: 32}}
        training:
          bc: {steps: 3, batch: 2}
          iteration: {steps: 2, batch: 2}
        exploration: {iterations: 1}
        methods:
          - {kind: rft}
          - {kind: eef}
        """;

    public static IEnumerable<(string Importer, string Name, string Text)> Imports =>
    [
        ("openai", "openai.jsonl", OpenAi),
        ("openai", "one.json", OpenAi.Split('\n')[0]),
        ("openai", "array.json", $"[{string.Join(",\n", OpenAi.Split('\n'))}]"),
        ("sharegpt", "sharegpt.jsonl", ShareGpt),
        ("webshop", "agenttraj.jsonl", """
            {"goal_index":0,"initial_observation":"WebShop [SEP] Instruction: [SEP] Find me a lamp, price lower than 50.00 dollars [SEP] Search","steps":[{"action":"search[lamp]","thought":"Search first.","observation":"Back to Search [SEP] Page 1"},{"action":"click[buy now]","thought":"That one.","observation":null}],"reward":0.5}
            {"model":"m","goal_index":1,"instruction":"a red lamp","steps":[{"action":"search[red lamp]","observation_before":"WebShop\nInstruction: \na red lamp","observation_after":null,"raw_response":"<think>\n\n</think>\n\nsearch[red lamp]"},{"action":"click[buy now]","observation_before":"Page 1","observation_after":"Thank you","raw_response":"click[buy now]"}],"reward":1}
            {"goal_index":2,"instruction":"a blue lamp","steps":[{"action":"think[blue]","observation":"OK."},{"action":"search[blue lamp]","observation":"Page 1"},{"action":"click[buy now]","observation":"Your score: 0.5"}],"reward":0.5}
            """),
        ("react", "react.txt", """
            Question: Which knob is lit?
            Thought 1: Look at the first.
            Action 1: look[1]
            Observation 1: It is dark.
            Thought 2: Then the second.
            Action 2: look[2]
            Observation 2: It is lit.
            Reward: 1
            ----------
            Question: And now?
            THOUGHT: hm
             Action: finish[2]
            Score: 0
            """),
        ("otel", "spans.jsonl", """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"agent"}}]},"scopeSpans":[{"scope":{"name":"x"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"chat m","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Go\"}]}]"}},{"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"go[1]\"}],\"finish_reason\":\"stop\"}]"}}]}]}]}]}
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"1af7651916cd43dd8448eb211c80319c","spanId":"c7ad6b7169203331","name":"chat m","startTimeUnixNano":"1700000002000000000","endTimeUnixNano":"1700000003000000000","attributes":[{"key":"gen_ai.prompt.0.role","value":{"stringValue":"user"}},{"key":"gen_ai.prompt.0.content","value":{"stringValue":"Stop"}},{"key":"gen_ai.completion.0.role","value":{"stringValue":"assistant"}},{"key":"gen_ai.completion.0.content","value":{"stringValue":"stop[]"}}]}]}]}]}
            """),
        ("scienceworld", "gold.jsonl", """
            {"source":"simulator","kind":"gold","task":"boil","variation":13,"split":"train","simplification":"","description":"Your task is to boil water.","first_observation":"This room is called the kitchen.","steps":[{"action":"open door to hallway","observation":"The door is now open.","score":3,"raw":0.03},{"action":"focus on water","observation":"You focus on the water.","score":100,"raw":1}],"final_score":100}
            {"id":"sciworld_1","agenttraj_split":"train","task":"boil","variation":0,"official_split":"train","description":"Your task is to boil water.","first_observation":"This room is called the kitchen.","turns":[{"thought":"Look.","action":"look around","observation":"A stove.","score":0},{"thought":"On.","action":"activate stove","observation":null,"score":2.5}]}
            """),
    ];

    public static IEnumerable<(string Name, string Text)> Configurations =>
    [
        ("maze-config.yaml", Maze),
        ("shop.yaml", EndToEnd.Tests.TinyExperiment.Yaml),
        ("chat.yaml", Chat(new Uri("http://127.0.0.1:9/v1"))),
    ];

    public static string Chat(Uri address) =>
        $$"""
        name: chat
        environment: {kind: maze, size: 3, count: 40, max_turns: 3}
        tasks:
          test: {first: 0, count: 4}
          dev: {first: 6, count: 2}
          train: {first: 10, count: 6}
        experts:
          - {kind: chat, name: teacher, endpoint: '{{address}}', model: m, retries: 1, retry_seconds: 0.01, timeout_seconds: 20}
        student: {kind: text, width: 16, layers: 1, heads: 1, feed_forward: 16, pieces: 520, context: 256}
        methods:
          - {kind: eef}
        """;

    public static IEnumerable<(string Name, string Text)> Replies =>
    [
        ("reply-text.json", """{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Thought: up\nAction: move up"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}"""),
        ("reply-tools.json", """{"id":"2","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"c","type":"function","function":{"name":"move","arguments":"{\"to\":\"up\"}"}},{"id":"d","type":"function","function":{"name":"move","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}"""),
        ("reply-logprobs.json", """{"id":"3","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{\"action\": \"move left\"}"},"logprobs":{"content":[{"token":"{","logprob":-0.5,"bytes":[123],"top_logprobs":[]}]},"finish_reason":"length"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6,"prompt_tokens_details":{"cached_tokens":2}}}"""),
        ("reply-calls.json", """{"id":"4","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hm.\n<tool_call>\n{\"name\": \"move\", \"arguments\": {\"to\": \"up\"}}\n</tool_call>"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}"""),
        ("reply-harmony.json", """{"id":"5","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|><action>move up</action>"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}"""),
        ("reply-error.json", """{"error":{"message":"This model's maximum context length is 10 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}"""),
    ];
}
