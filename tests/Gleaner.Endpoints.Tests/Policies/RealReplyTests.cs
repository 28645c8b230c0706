using System.Text.Json.Nodes;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Endpoints.Tests.Policies;

/// <summary>What chat models and their servers really answer.</summary>
public sealed class RealReplyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_thought_is_kept_and_never_played()
    {
        await using var server = await StartAsync("<think>\nI could try\nAction: turn[9]\n</think>\n\nThought: the left one.\nAction: turn[1]");
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        var decision = await talk.ActAsync();

        (decision.Action, decision.Thought).ShouldBe(("turn[1]", "I could try\nAction: turn[9]\nthe left one."));
    }

    [Theory]
    [InlineData("{\"step\":1,\"thought\":\"left\",\"action\":\"turn[1]\",\"confidence\":0.9}", "turn[1]")]
    [InlineData("{\"thought\":\"left\",\"action\":\"turn[1]\"}\n{\"observation\":\"lit\"}\n{\"thought\":\"right\",\"action\":\"turn[2]\"}", "turn[1]")]
    [InlineData("Sure: {\"action\":\"turn[1]\"}", "turn[1]")]
    [InlineData("<hmm>\nAction: turn[9]\n</hmm>\nAction: turn[1]", "turn[1]")]
    [InlineData("Thought: run\nAction: python\nAction Input: import os\nprint(os.getcwd())", "python[import os\nprint(os.getcwd())]")]
    public async Task The_action_that_is_meant_is_played(string reply, string action)
    {
        await using var server = await StartAsync(reply);
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await talk.ActAsync()).Action.ShouldBe(action);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_object_is_asked_about_again()
    {
        await using var server = await StartAsync("{\"thought\":\"a\",\"action\":\"tur");
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        await talk.ActAsync();

        server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Thoughts_beside_the_text_are_journalled_with_it()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "Action: turn[1]",
            Adds = (choice, _) => choice["message"]!["reasoning_content"] = "Action: turn[9]",
        });
        using (var talk = new Talk(server, _folder.File("calls.jsonl")))
        {
            await talk.ActAsync();
        }

        using var again = new Talk(server, _folder.File("calls.jsonl"));
        var decision = await again.ActAsync();

        (decision.Action, decision.Thought, server.Requests).ShouldBe(("turn[1]", "Action: turn[9]", 1));
    }

    [Fact]
    public async Task Content_in_parts_is_read()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "",
            Adds = (choice, _) => choice["message"]!["content"] = JsonNode.Parse("""[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Thought: left.\nAction: turn[1]"}]"""),
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        var decision = await talk.ActAsync();

        (decision.Action, decision.Thought).ShouldBe(("turn[1]", "hm\nleft."));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("null")]
    [InlineData("7")]
    public async Task A_finish_reason_that_says_nothing_is_none(string reason)
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Action: turn[1]", Adds = (choice, _) => choice["finish_reason"] = JsonNode.Parse(reason) });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await talk.ActAsync()).Action.ShouldBe("turn[1]");
    }

    [Fact]
    public async Task Half_an_action_is_none_and_often_is_said()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "Thought: left.\nAction: search[a long query that was cu",
            Adds = (choice, _) => choice["finish_reason"] = "length",
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        var decision = await talk.ActAsync();

        (decision.Action, decision.IsContextFull, server.Requests).ShouldBe((null, false, 2));
        talk.Calls.Ledger.Total.Truncated.ShouldBe(2);
        talk.Calls.Ledger.Total.Hint!.ShouldContain("max_reply_tokens");

        await using var wordy = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => new string('x', 200),
            Adds = (choice, _) => choice["finish_reason"] = "length",
        });
        using var full = new Talk(wordy, _folder.File("full.jsonl"), agent: agent => agent with { MaxReplyTokens = 10, Window = new(60, Prompts.ContextRule.DropOldest) });
        (await full.ActAsync()).IsContextFull.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_a_full_context_ended_is_a_context_limit_and_not_one_that_was_too_long()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "Thought: left.\nAction: search[a long query that was cu",
            Adds = (choice, _) => choice["finish_reason"] = "model_context_window_exceeded",
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await talk.ActAsync()).IsContextFull.ShouldBeTrue();

        (server.Requests, talk.Calls.Ledger.Total.Truncated, talk.Calls.Ledger.Total.Hint).ShouldBe((1, 0, null));
    }

    [Theory]
    [InlineData("""{"error":{"message":"upstream failed"}}""", 3, "did not answer in 3 attempts: an error in place of an answer: upstream failed.")]
    [InlineData("""{"error":{"message":"Provider returned error","code":502}}""", 3, "did not answer in 3 attempts: an error in place of an answer: Provider returned error (502).")]
    [InlineData("""{"error":"out of memory","choices":[]}""", 3, "an error in place of an answer: out of memory.")]
    [InlineData("""{"choices":[{"message":{"content":"Action: le"},"finish_reason":"error","error":{"code":502,"message":"stream broke"}}]}""", 3, "stream broke (502).")]
    [InlineData("""{"error":{"message":"No such model","code":404}}""", 1, "did not answer: an error in place of an answer: No such model (404). Check the endpoint and the model")]
    [InlineData("""{"object":"error","message":"bad request","type":"invalid_request_error"}""", 1, "did not answer: an error in place of an answer: bad request (invalid_request_error).")]
    public async Task An_error_with_the_status_of_an_answer_is_an_error_in_the_servers_words(string body, int requests, string message)
    {
        await using var server = await StartAsync(http => http.Response.WriteAsync(body));
        using var talk = new Talk(server, _folder.File("calls.jsonl"), endpoint => endpoint with { Calls = endpoint.Calls with { Retries = 2 } });

        (await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync())).Message.ShouldContain(message);

        (server.Requests, talk.Calls.Ledger.Total.Calls).ShouldBe((requests, 0));
    }

    [Fact]
    public async Task What_a_model_makes_up_after_its_action_is_cut_and_so_are_its_tokens()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "Thought: a\nAction: look\nObservation: a door\nAction: leave",
            Adds = (choice, _) =>
            {
                choice["token_ids"] = new JsonArray { 5, 6 };
                choice["logprobs"] = new JsonObject { ["content"] = new JsonArray { new JsonObject { ["logprob"] = -1 }, new JsonObject { ["logprob"] = -1 } } };
            },
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), tokens: TokenRequest.Vllm);

        var decision = await talk.ActAsync();

        (decision.Action, decision.Tokens, talk.Calls.Ledger.Total.WentOn).ShouldBe(("look", null, 1));
    }

    [Fact]
    public async Task Several_calls_at_once_are_refused_where_an_action_was_asked_for()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "",
            Adds = (choice, _) => choice["message"]!["tool_calls"] = JsonNode.Parse("""[{"id":"1","function":{"name":"a","arguments":"{}"}},{"id":"2","function":{"name":"b","arguments":"{}"}}]"""),
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await talk.ActAsync()).Action.ShouldBeNull();
        (talk.Calls.Ledger.Total.Calls, talk.Calls.Ledger.Total.Malformed).ShouldBe((2, 2));
    }

    [Fact]
    public async Task The_key_in_an_answer_is_not_stored()
    {
        await using var server = await StartAsync("Thought: key is sk-secret-1\nAction: up");
        using var talk = new Talk(server, _folder.File("calls.jsonl"), key: "sk-secret-1");

        (await talk.ActAsync()).Thought.ShouldBe("key is ***");

        (await File.ReadAllTextAsync(_folder.File("calls.jsonl"), TestContext.Current.CancellationToken)).ShouldNotContain("sk-secret");
    }

    [Theory]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"Thought: \\ud800\\nAction: up\"}}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"Thought: \u00ff\\nAction: up\"}}]}")]
    public async Task Halves_of_characters_and_bytes_that_are_no_text_do_not_cost_the_answer(string body)
    {
        await using var server = await StartAsync(http => http.Response.Body.WriteAsync(System.Text.Encoding.Latin1.GetBytes(body)).AsTask());
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        var decision = await talk.ActAsync();

        (decision.Action, decision.Thought).ShouldBe(("up", "\uFFFD"));
    }

    [Theory]
    [InlineData(201, "")]
    [InlineData(202, "\uFEFF")]
    public async Task Any_success_is_one_and_a_byte_order_mark_is_no_part_of_it(int status, string before)
    {
        await using var server = await StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(before + """{"choices":[{"message":{"content":"Thought: t\nAction: up"}}]}""");
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await talk.ActAsync()).Action.ShouldBe("up");
    }

    [Theory]
    [InlineData(204, "", "", "", "the answer is empty (status 204)")]
    [InlineData(200, "application/json", "gzip", "x", "the answer is packed (gzip)")]
    [InlineData(200, "text/event-stream", "", "data: {}\n\n", "the answer is a stream of events")]
    [InlineData(200, "text/html; charset=utf-8", "", "<html>", "the answer is not JSON but text/html")]
    [InlineData(200, "application/json", "", "{\"choices\": [", "the answer is not JSON, or is cut off")]
    public async Task What_is_no_answer_is_told_by_its_kind(int status, string type, string encoding, string body, string message)
    {
        await using var server = await StartAsync(async http =>
        {
            http.Response.StatusCode = status;
            if (type.Length > 0)
            {
                http.Response.ContentType = type;
                http.Response.Headers.ContentEncoding = encoding;
                await http.Response.WriteAsync(body);
            }
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync())).Message.ShouldContain(message);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end_nor_asked_for_again()
    {
        await using var server = await StartAsync(async http =>
        {
            var block = new byte[256 * 1024];
            Array.Fill(block, (byte)' ');
            for (var i = 0; i < 100_000 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(block, http.RequestAborted);
            }
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync())).Message.ShouldContain("longer than 4194304 bytes");
        server.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData(307, "{}", "redirects to http://elsewhere/, and redirects are not followed. Name the server's own address")]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","code":"insufficient_quota"}}""", "no credit left")]
    [InlineData(400, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}""", "Set 'completion_limit: true'")]
    [InlineData(400, """{"error":{"message":"Unrecognized request argument supplied: max_completion_tokens","type":"invalid_request_error"}}""", "Set 'completion_limit: false'")]
    [InlineData(400, """{"error":{"message":"max_tokens is too large: 100000. This model supports at most 16384 completion tokens.","type":"invalid_request_error"}}""", "Lower 'max_reply_tokens'")]
    [InlineData(404, """{"object":"error","message":"The model `m` does not exist.","type":"NotFoundError","param":null,"code":404}""", "404 The model `m` does not exist. Check the endpoint and the model")]
    [InlineData(422, """{"detail":[{"loc":["body","temperature"],"msg":"extra fields not permitted"}]}""", "Set 'send_temperature: false'")]
    public async Task What_fails_for_good_says_what_to_do(int status, string body, string message)
    {
        await using var server = await StartAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "http://elsewhere/";
            return http.Response.WriteAsync(body);
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync())).Message.ShouldContain(message);
        server.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.","type":"BadRequestError","param":null,"code":400}""")]
    [InlineData(400, """{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error"}}""")]
    [InlineData(500, """{"error":{"message":"input is too long: context window exceeded"}}""")]
    [InlineData(200, """{"error":{"message":"This endpoint's maximum context length is 4096 tokens.","code":400}}""")]
    [InlineData(413, """{"error":"`inputs` tokens + `max_new_tokens` must be <= 4096"}""")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""")]
    public async Task A_full_context_is_a_context_limit_whoever_says_so(int status, string body)
    {
        await using var server = await StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        (await talk.ActAsync()).IsContextFull.ShouldBeTrue();
        server.Requests.ShouldBe(1);
    }

    private static Task<FakeChatServer> StartAsync(string reply) => FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => reply });

    private static Task<FakeChatServer> StartAsync(Func<HttpContext, Task> instead) => FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "", Instead = instead });
}
