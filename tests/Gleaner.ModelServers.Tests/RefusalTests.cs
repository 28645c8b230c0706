using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gleaner.ModelServers.Tinker;
using Gleaner.Tinker;

namespace Gleaner.ModelServers.Tests;

/// <summary>What makes no sense gets a 4xx that says what is wrong, and changes nothing.</summary>
public sealed class RefusalTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncDisposable
{
    private const string Datum = """{"model_input": {"chunks": [{"type": "encoded_text", "tokens": [1, 2]}]}, "loss_fn_inputs": {"target_tokens": {"data": [2, 3]}}}""";

    private TinkerModel? _model;

    private static CancellationToken Stop => ServerFixture.Stop;

    public async ValueTask DisposeAsync()
    {
        if (_model is not null)
        {
            await _model.UnloadAsync(Stop);
        }
    }

    [Theory]
    [InlineData("create_session", "{", 422, "")]
    [InlineData("create_session", "[]", 422, "")]
    [InlineData("create_session", "null", 422, "null")]
    [InlineData("session_heartbeat", "{}", 422, "session_id")]
    [InlineData("session_heartbeat", """{"session_id": "none"}""", 404, "Session not found")]
    [InlineData("session_heartbeat", """{"session_id": 5}""", 422, "session_id")]
    [InlineData("create_model", """{"session_id": "none", "base_model": "tiny", "lora_config": {"rank": 4}}""", 404, "Session not found")]
    [InlineData("create_model", """{"session_id": "S", "base_model": "other", "lora_config": {"rank": 4}}""", 400, "'tiny' is")]
    [InlineData("create_model", """{"session_id": "S", "base_model": "tiny"}""", 422, "lora_config is missing")]
    [InlineData("create_model", """{"session_id": "S", "base_model": "tiny", "lora_config": {"rank": 0}}""", 422, "Rank is 0")]
    [InlineData("create_model", """{"session_id": "S", "base_model": "tiny", "lora_config": {"rank": 2, "train_mlp": false, "train_attn": false}}""", 422, "Targets")]
    [InlineData("optim_step", """{"model_id": "none", "adam_params": {}}""", 404, "Model not found")]
    [InlineData("optim_step", """{"model_id": "M", "adam_params": {"beta1": 1}}""", 422, "Beta1")]
    [InlineData("optim_step", """{"model_id": "M", "adam_params": {"learning_rate": -1}}""", 422, "LearningRate")]
    [InlineData("save_weights", """{"model_id": "M", "path": "../x"}""", 422, "'../x'")]
    [InlineData("save_weights", """{"model_id": "M"}""", 422, "path is missing")]
    [InlineData("load_weights", """{"model_id": "M", "path": "/etc/passwd"}""", 400, "tinker://")]
    [InlineData("load_weights", """{"model_id": "M", "path": "tinker://a/../b"}""", 400, "tinker://")]
    [InlineData("load_weights", """{"model_id": "M", "path": "tinker://a/weights/b"}""", 404, "Checkpoint not found")]
    [InlineData("asample", """{"prompt": {"chunks": []}, "sampling_params": {}, "base_model": "tiny"}""", 422, "prompt has no tokens")]
    [InlineData("asample", """{"prompt": {"chunks": [{"type": "image", "tokens": [1]}]}, "sampling_params": {}, "base_model": "tiny"}""", 422, "'image'")]
    [InlineData("asample", """{"prompt": {"chunks": [{"tokens": [300]}]}, "sampling_params": {}, "base_model": "tiny"}""", 422, "the id 300 at 0")]
    [InlineData("asample", """{"prompt": {"chunks": [{"tokens": [1]}]}, "sampling_params": {"temperature": -1}, "base_model": "tiny"}""", 422, "temperature")]
    [InlineData("asample", """{"prompt": {"chunks": [{"tokens": [1]}]}, "sampling_params": {"stop": [1, "a"]}, "base_model": "tiny"}""", 422, "not both")]
    [InlineData("asample", """{"prompt": {"chunks": [{"tokens": [1]}]}, "sampling_params": {}}""", 400, "Exactly one")]
    [InlineData("asample", """{"prompt": {"chunks": [{"tokens": [1]}]}, "sampling_params": {}, "sampling_session_id": "none", "seq_id": 1}""", 404, "Sampling session")]
    [InlineData("asample", """{"prompt": {"chunks": [{"tokens": [1]}]}, "sampling_params": {}, "num_samples": 1000, "base_model": "tiny"}""", 422, "num_samples")]
    [InlineData("retrieve_future", """{"request_id": "123456"}""", 404, "Future not found")]
    [InlineData("nowhere", "{}", 404, "Not Found")]
    public async Task A_request_that_makes_no_sense_is_refused_by_name(string path, string body, int status, string said)
    {
        var ids = await IdsAsync();
        var (got, text) = await PostAsync(path, body.Replace("\"S\"", $"\"{ids.Session}\"", StringComparison.Ordinal).Replace("\"M\"", $"\"{ids.Model}\"", StringComparison.Ordinal));
        (got, text.Contains(said, StringComparison.Ordinal)).ShouldBe(((HttpStatusCode)status, true), text);
        JsonDocument.Parse(text).RootElement.TryGetProperty("detail", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"data": [], "loss_fn": "cross_entropy"}""", "from 1 to")]
    [InlineData("""{"data": [null], "loss_fn": "cross_entropy"}""", "data[0] is nothing")]
    [InlineData("""{"data": [{"model_input": {"chunks": null}, "loss_fn_inputs": {}}], "loss_fn": "cross_entropy"}""", "null that may not be (at $.forward_backward_input.data[0].model_input.chunks)")]
    [InlineData("""{"data": [{"model_input": {"chunks": [null]}, "loss_fn_inputs": {}}], "loss_fn": "cross_entropy"}""", "chunks[0] is nothing")]
    [InlineData("""{"data": [{"model_input": {"chunks": [{"tokens": [1, 2]}]}, "loss_fn_inputs": {"target_tokens": null}}], "loss_fn": "cross_entropy"}""", "loss_fn_inputs.target_tokens has no data")]
    [InlineData("""{"data": [{"model_input": {"chunks": [{"tokens": [1, 2]}]}, "loss_fn_inputs": {"target_tokens": {"data": [1, 2]}, "weights": null}}], "loss_fn": "cross_entropy"}""", "loss_fn_inputs.weights has no data")]
    [InlineData("""{"data": [D], "loss_fn": "dro"}""", "'dro' is not known")]
    [InlineData("""{"data": [D], "loss_fn": "ppo"}""", "'logprobs' or no 'advantages'")]
    [InlineData("""{"data": [D], "loss_fn": "cross_entropy", "loss_fn_config": {"beta": 1}}""", "has 'beta'")]
    [InlineData("""{"data": [{"model_input": {"chunks": [{"tokens": [1, 2]}]}, "loss_fn_inputs": {}}], "loss_fn": "cross_entropy"}""", "no 'target_tokens'")]
    [InlineData("""{"data": [{"model_input": {"chunks": [{"tokens": [1, 2]}]}, "loss_fn_inputs": {"target_tokens": {"data": [1]}}}], "loss_fn": "cross_entropy"}""", "1 values for 2 tokens")]
    [InlineData("""{"data": [{"model_input": {"chunks": [{"tokens": [1, 2]}]}, "loss_fn_inputs": {"target_tokens": {"data": [1, 999]}}}], "loss_fn": "cross_entropy"}""", "999 at 1")]
    [InlineData("""{"data": [{"model_input": {"chunks": [{"tokens": [1, 2]}]}, "loss_fn_inputs": {"target_tokens": {"data": [1, 2]}, "weights": {"data": [1, "NaN"]}}}], "loss_fn": "cross_entropy"}""", "numbers are finite")]
    [InlineData("""{"data": [{"model_input": {"chunks": [{"tokens": [1, 2]}]}, "loss_fn_inputs": {"target_tokens": {"data": [1, 2], "shape": [2, 1]}}}], "loss_fn": "cross_entropy"}""", "one dimension")]
    public async Task A_batch_that_makes_no_sense_is_refused_before_it_is_accepted(string input, string said)
    {
        var ids = await IdsAsync();
        var (status, text) = await PostAsync("forward_backward", $$"""{"model_id": "{{ids.Model}}", "forward_backward_input": {{input.Replace("D", Datum, StringComparison.Ordinal)}}}""");
        (status, text.Contains(said, StringComparison.Ordinal)).ShouldBe((HttpStatusCode.UnprocessableEntity, true), text);

        // And there is nothing to apply.
        var (_, accepted) = await PostAsync("optim_step", $$$"""{"model_id": "{{{ids.Model}}}", "adam_params": {}}""");
        (await ResultAsync(accepted)).ShouldContain("no gradient");
    }

    [Theory]
    [InlineData("\"\\ud83d\"")]
    [InlineData("[\"a\", \"\\udc00\"]")]
    public async Task Half_a_character_where_to_stop_is_no_reason_to_refuse(string stop)
    {
        var (status, text) = await PostAsync("asample", $$$"""{"prompt": {"chunks": [{"tokens": [1]}]}, "sampling_params": {"max_tokens": 1, "stop": {{{stop}}}}, "base_model": "tiny"}""");

        status.ShouldBe(HttpStatusCode.OK, text);
        (await ResultAsync(text)).ShouldContain("tokens");
    }

    [Fact]
    public async Task A_model_that_is_asked_for_again_is_not_made_twice()
    {
        await using var session = await server.Client.OpenSessionAsync(cancellationToken: Stop);
        var body = $$$"""{"session_id": "{{{session.Id}}}", "model_seq_id": 7, "base_model": "tiny", "lora_config": {"rank": 2, "seed": 1}}""";

        var first = await PostAsync("create_model", body);
        var again = await PostAsync("create_model", body);
        var other = await PostAsync("create_model", body.Replace("\"rank\": 2", "\"rank\": 3", StringComparison.Ordinal));

        first.Status.ShouldBe(HttpStatusCode.OK);
        IdOf(again.Body).ShouldBe(IdOf(first.Body));
        other.Status.ShouldBe(HttpStatusCode.Conflict);
        var model = JsonDocument.Parse(await ResultAsync(again.Body)).RootElement.GetProperty("model_id").GetString();
        (await PostAsync("unload_model", $$"""{"model_id": "{{model}}", "type": "unload_model"}""")).Status.ShouldBe(HttpStatusCode.OK);

        static string? IdOf(string accepted) => JsonDocument.Parse(accepted).RootElement.GetProperty("request_id").GetString();
    }

    [Fact]
    public async Task What_failed_and_changed_nothing_is_done_again_under_its_number()
    {
        var futures = new FutureTable();
        var tries = 0;
        string Save(bool canRepeat) => futures.Add("model", canRepeat ? 1 : 2, "save", async () => ++tries % 2 == 1 ? throw new IOException("no space left") : await Task.FromResult("saved"), canRepeat);

        var failed = Save(canRepeat: true);
        Encoding.UTF8.GetString((await futures.Find(failed)!).Span).ShouldContain("error");
        var saved = Save(canRepeat: true);
        Encoding.UTF8.GetString((await futures.Find(saved)!).Span).ShouldBe("\"saved\"");
        Save(canRepeat: true).ShouldBe(saved);
        tries.ShouldBe(2);

        // A pass may have left something behind: what became of it stands.
        var pass = Save(canRepeat: false);
        await futures.Find(pass)!;
        Save(canRepeat: false).ShouldBe(pass);
        tries.ShouldBe(3);
    }

    [Fact]
    public async Task The_same_operation_is_done_once_and_its_number_is_for_it_alone()
    {
        var ids = await IdsAsync();
        var body = $$$"""{"model_id": "{{{ids.Model}}}", "seq_id": 1, "forward_backward_input": {"data": [{{{Datum}}}], "loss_fn": "cross_entropy"}}""";
        var (_, first) = await PostAsync("forward_backward", body);
        (await PostAsync("forward_backward", body)).Body.ShouldBe(first);
        var (status, text) = await PostAsync("forward_backward", body.Replace("[2, 3]", "[2, 4]", StringComparison.Ordinal));
        (status, text.Contains("number 1", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Conflict, true), text);
        (await ResultAsync(first)).ShouldContain("loss:sum");
        (await ResultAsync(first)).ShouldContain("loss:sum", customMessage: "a result can be asked for again");
    }

    [Fact]
    public async Task Bodies_that_are_too_long_or_of_another_kind_are_refused()
    {
        (await PostAsync("create_session", $$"""{"tags": ["{{new string('a', 100_000)}}"], "sdk_version": ""}""")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var content = new ByteArrayContent([8, 1]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        var response = await http.PostAsync("api/v1/forward_backward", content, Stop);
        (response.StatusCode, (await response.Content.ReadAsStringAsync(Stop)).Contains("JSON", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.UnsupportedMediaType, true));
        (await http.GetAsync("api/v1/create_session", Stop)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("evil.example", null)]
    [InlineData(null, "http://evil.example")]
    [InlineData(null, "null")]
    public async Task Pages_of_strangers_are_kept_out(string? host, string? origin)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/healthz");
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        (await http.SendAsync(request, Stop)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>A session and a model of the test's own, which goes with the test.</summary>
    private async Task<(string Session, string Model)> IdsAsync()
    {
        await using var session = await server.Client.OpenSessionAsync(cancellationToken: Stop);
        _model = await session.CreateModelAsync(ServerFixture.Model, new TinkerLora(2), Stop);
        return (session.Id, _model.Id);
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string body)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var response = await http.PostAsync($"api/v1/{path}", content, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private async Task<string> ResultAsync(string accepted)
    {
        var id = JsonDocument.Parse(accepted).RootElement.GetProperty("request_id").GetString();
        return (await PostAsync("retrieve_future", $$"""{"request_id": "{{id}}"}""")).Body;
    }
}
