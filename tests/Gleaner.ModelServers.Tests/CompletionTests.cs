using System.Net;
using System.Text;
using System.Text.Json;
using Gleaner.EndToEnd.Tests;
using Gleaner.ModelServers.Hosting;

namespace Gleaner.ModelServers.Tests;

/// <summary>The model as a chat server, with token ids and log-probabilities.</summary>
public sealed class CompletionTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Exception> _defects = [];
    private readonly HttpClient _http = new();
    private ModelServer? _server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TinyChatModel.Write(_folder.Path, seed: 3);
        _server = await ModelServer.StartOpenAIAsync(
            new ModelServerOptions { Folder = _folder.Path, Name = "tiny", Context = 256, Port = 0, Threads = 2 }, TimeProvider.System, _defects.Add, Stop);
        _http.BaseAddress = _server.Url;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
        _folder.Dispose();
        _defects.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conversation_is_answered_with_its_ids_and_log_probabilities()
    {
        var reply = await PostAsync("chat/completions", """
            {"model": "tiny", "messages": [{"role": "system", "content": "be"}, {"role": "user", "content": [{"type": "text", "text": "hi"}]}],
             "max_tokens": 6, "seed": 5, "n": 2, "logprobs": true, "return_token_ids": true}
            """);
        reply.GetProperty("object").GetString().ShouldBe("chat.completion");
        int[] prompt = [.. Ids(reply.GetProperty("prompt_token_ids"))];
        Encoding.UTF8.GetString([.. prompt.Where(id => id < 256).Select(id => (byte)id)]).ShouldNotBeEmpty();
        prompt.Count(id => id == 256).ShouldBe(3, "two messages and the assistant's turn");
        reply.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(prompt.Length);
        reply.GetProperty("choices").GetArrayLength().ShouldBe(2);
        foreach (var choice in reply.GetProperty("choices").EnumerateArray())
        {
            int[] ids = [.. Ids(choice.GetProperty("token_ids"))];
            var scores = choice.GetProperty("logprobs").GetProperty("content").EnumerateArray().ToList();
            scores.Select(score => score.GetProperty("id").GetInt32()).ShouldBe(ids);
            scores.ShouldAllBe(score => score.GetProperty("logprob").GetDouble() < 0);
            choice.GetProperty("finish_reason").GetString().ShouldBe(ids[^1] == 257 ? "stop" : "length");
            choice.GetProperty("message").GetProperty("role").GetString().ShouldBe("assistant");
            choice.GetProperty("message").GetProperty("content").GetString()!.ShouldNotContain("<|end|>");
        }

        // The same seed, the same answer; the same prompt by ids, the same ids.
        var again = await PostAsync("completions", $$"""{"prompt": [{{string.Join(',', prompt)}}], "max_tokens": 6, "seed": 5, "logprobs": 0, "return_token_ids": true}""");
        Ids(again.GetProperty("choices")[0].GetProperty("token_ids")).ShouldBe(Ids(reply.GetProperty("choices")[0].GetProperty("token_ids")));
        again.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("token_logprobs").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_model_is_listed_and_a_text_is_continued_up_to_a_stop()
    {
        using var models = JsonDocument.Parse(await _http.GetStringAsync("v1/models", Stop));
        models.RootElement.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe("tiny");
        models.RootElement.GetProperty("data")[0].GetProperty("max_model_len").GetInt32().ShouldBe(256);

        var whole = (await PostAsync("completions", """{"prompt": "abc", "max_tokens": 8, "temperature": 0}""")).GetProperty("choices")[0].GetProperty("text").GetString()!;
        whole.Length.ShouldBeGreaterThan(2);
        var cut = (await PostAsync("completions", $$"""{"prompt": "abc", "max_tokens": 8, "temperature": 0, "stop": {{JsonSerializer.Serialize(whole[1..2])}}}""")).GetProperty("choices")[0];
        cut.GetProperty("text").GetString().ShouldBe(whole[..whole.IndexOf(whole[1], StringComparison.Ordinal)]);
        cut.GetProperty("finish_reason").GetString().ShouldBe("stop");
    }

    [Theory]
    [InlineData("chat/completions", """{"messages": [{"role": "user", "content": "hi \ud83d"}], "max_tokens": 2}""")]
    [InlineData("chat/completions", """{"messages": [{"role": "user", "content": [{"type": "text", "text": "hi \udc00"}]}], "max_tokens": 2}""")]
    [InlineData("completions", """{"prompt": "hi \ud83d", "max_tokens": 2}""")]
    [InlineData("completions", """{"prompt": "hi", "stop": "\ud83d", "max_tokens": 2}""")]
    [InlineData("completions", """{"prompt": "hi", "stop": ["a", "\ud83d"], "max_tokens": 2}""")]
    public async Task Half_a_character_is_read_as_any_text_that_is_decoded(string path, string body)
    {
        var reply = await PostAsync(path, body);

        reply.GetProperty("choices").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("chat/completions", """{"messages": []}""", 400, "'messages'")]
    [InlineData("chat/completions", """{"messages": [null]}""", 400, "'messages' has one that is nothing")]
    [InlineData("completions", """{"prompt": "a", "stop": ["b", ""]}""", 400, "'stop' has an empty text")]
    [InlineData("chat/completions", """{"messages": [{"role": "tool", "content": "x"}]}""", 400, "'tool'")]
    [InlineData("chat/completions", """{"messages": [{"role": "user"}]}""", 400, "no content")]
    [InlineData("chat/completions", """{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""", 400, "nothing to answer")]
    [InlineData("chat/completions", """{"messages": [{"role": "user", "content": "a"}], "stream": true}""", 400, "'stream'")]
    [InlineData("chat/completions", """{"messages": [{"role": "user", "content": "a"}], "tools": [{}]}""", 400, "'tools'")]
    [InlineData("chat/completions", """{"model": "gpt", "messages": [{"role": "user", "content": "a"}]}""", 404, "'tiny' is")]
    [InlineData("chat/completions", """{"messages": [{"role": "user", "content": "a"}], "temperature": 99}""", 400, "'temperature'")]
    [InlineData("completions", "{}", 400, "'prompt'")]
    [InlineData("completions", """{"prompt": [999]}""", 400, "token ids from 0 to 257")]
    [InlineData("completions", """{"prompt": "a", "max_tokens": 0}""", 400, "'max_tokens'")]
    [InlineData("completions", """{"prompt": "a", "n": 65}""", 400, "'n'")]
    [InlineData("completions", "{", 422, "")]
    [InlineData("embeddings", "{}", 404, "Not Found")]
    public async Task What_makes_no_sense_is_refused_by_name(string path, string body, int status, string said)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var response = await _http.PostAsync($"v1/{path}", content, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        (response.StatusCode, text.Contains(said, StringComparison.Ordinal)).ShouldBe(((HttpStatusCode)status, true), text);
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_is_refused_in_the_words_that_clients_know()
    {
        using var content = new StringContent($$"""{"prompt": "{{new string('a', 300)}}"}""", Encoding.UTF8, "application/json");
        var response = await _http.PostAsync("v1/completions", content, Stop);
        (await response.Content.ReadAsStringAsync(Stop)).ShouldContain("maximum context length");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static IEnumerable<int> Ids(JsonElement list) => list.EnumerateArray().Select(item => item.GetInt32());

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var response = await _http.PostAsync($"v1/{path}", content, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
