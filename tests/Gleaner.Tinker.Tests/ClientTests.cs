using System.Text.Json;

namespace Gleaner.Tinker.Tests;

/// <summary>The messages that the client sends and understands, spelt out as the protocol has them.</summary>
public sealed class ClientTests
{
    private static readonly int[] Ids = [5, 6, 7];
    private static readonly float[] Weights = [0, 0.1f, 1];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_made_trained_saved_and_sampled_in_the_protocols_words()
    {
        await using var server = await ScriptedServer.StartAsync();
        server
            .On("create_session", """{"session_id": "s1", "type": "create_session", "info_message": "hello", "new_field": [1]}""")
            .On("create_model", """{"request_id": "1", "model_id": "m1"}""")
            .On("forward_backward", """{"request_id": "2", "future_id": "2", "status": "pending"}""")
            .On("optim_step", """{"request_id": "3"}""")
            .On("save_weights_for_sampler", """{"request_id": "4"}""")
            .On("asample", """{"request_id": "5"}""")
            .On(
                "retrieve_future",
                """{"model_id": "m1", "type": "create_model"}""",
                """{"type": "try_again", "request_id": "2", "queue_state": "active"}""",
                """{"loss_fn_output_type": "scalar", "loss_fn_outputs": [{"logprobs": {"data": [-1.5, -0.25], "dtype": "float32", "shape": [2]}}], "metrics": {"loss:sum": 0.4}}""",
                """{"metrics": null}""",
                """{"path": "tinker://m1/sampler_weights/x", "type": "save_weights_for_sampler"}""",
                """{"type": "sample", "sequences": [{"stop_reason": "stop", "tokens": [9, 2], "logprobs": [-0.5, -0.1]}], "prompt_logprobs": [null, -2.0]}""");
        using var client = server.Client();
        await using var session = await client.OpenSessionAsync(["a"], Stop);
        session.Note.ShouldBe("hello");
        var model = await session.CreateModelAsync("base", new TinkerLora(4) { Seed = 8 }, Stop);
        var pass = await (await model.ForwardBackwardAsync([TinkerDatum.Of(Ids, Weights)], TinkerLoss.CrossEntropy, Stop)).ResultAsync(Stop);
        (await (await model.OptimStepAsync(new TinkerAdam(0.01), Stop)).ResultAsync(Stop)).ShouldBeEmpty();
        var path = await (await model.SaveForSamplingAsync("x", Stop)).ResultAsync(Stop);
        var samples = await (await client.SampleAsync(TinkerWeights.Saved(path), Ids, new TinkerSampling(3) { Seed = 1, StopIds = [2] }, withPrompt: true, cancellationToken: Stop)).ResultAsync(Stop);

        pass.LogProbabilities.Single().ToArray().ShouldBe([-1.5f, -0.25f]);
        pass.Metrics["loss:sum"].ShouldBe(0.4);
        (samples.Sequences[0].Stopped, samples.PromptLogProbabilities![1]).ShouldBe((true, -2f));
        samples.Sequences[0].Tokens.ShouldBe([9, 2]);
        model.NextSequence.ShouldBe(4);

        var sent = server.Requests.ToLookup(request => request.Path, request => request.Body);
        ShouldBeJson(sent["create_model"].Single(), """{"session_id":"s1","model_seq_id":0,"base_model":"base","lora_config":{"rank":4,"seed":8,"train_unembed":false,"train_mlp":true,"train_attn":true},"type":"create_model"}""");
        ShouldBeJson(sent["forward_backward"].Single(), """
            {"model_id":"m1","seq_id":1,"forward_backward_input":{"loss_fn":"cross_entropy","data":[{"model_input":{"chunks":[{"type":"encoded_text","tokens":[5,6]}]},
            "loss_fn_inputs":{"target_tokens":{"data":[6,7],"dtype":"int64","shape":[2]},"weights":{"data":[0.1,1],"dtype":"float32","shape":[2]}}}]}}
            """);
        ShouldBeJson(sent["optim_step"].Single(), """{"model_id":"m1","adam_params":{"learning_rate":0.01,"beta1":0.9,"beta2":0.95,"eps":1E-12,"weight_decay":0,"grad_clip_norm":0},"seq_id":2,"type":"optim_step"}""");
        ShouldBeJson(sent["save_weights_for_sampler"].Single(), """{"model_id":"m1","path":"x","seq_id":3,"type":"save_weights_for_sampler"}""");
        ShouldBeJson(sent["asample"].Single(), """
            {"num_samples":1,"prompt":{"chunks":[{"type":"encoded_text","tokens":[5,6,7]}]},"sampling_params":{"max_tokens":3,"seed":1,"stop":[2],"temperature":1,"top_k":-1,"top_p":1},
            "model_path":"tinker://m1/sampler_weights/x","prompt_logprobs":true,"type":"sample"}
            """);
        sent["retrieve_future"].First().ShouldBe("""{"request_id":"1"}""");
    }

    [Fact]
    public async Task Policy_gradient_inputs_are_sent_with_their_settings()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("get_info", """{"model_id": "m", "model_data": {}}""").On("forward_backward", """{"request_id": "1"}""");
        using var client = server.Client();
        var model = (await client.FindModelAsync("m", 7, Stop))!;
        await model.ForwardBackwardAsync([new TinkerDatum(Ids, Ids) { LogProbabilities = new float[] { -1, -2, -3 }, Advantages = new float[] { 1, 0, -1 } }], TinkerLoss.Ppo(0.7, 1.1), Stop);

        using var body = JsonDocument.Parse(server.Requests.Last().Body);
        body.RootElement.GetProperty("seq_id").GetInt64().ShouldBe(7);
        var input = body.RootElement.GetProperty("forward_backward_input");
        input.GetProperty("loss_fn").GetString().ShouldBe("ppo");
        input.GetProperty("loss_fn_config").GetRawText().ShouldBe("""{"clip_low_threshold":0.7,"clip_high_threshold":1.1}""");
        var datum = input.GetProperty("data")[0].GetProperty("loss_fn_inputs");
        datum.GetProperty("advantages").GetProperty("data").GetRawText().ShouldBe("[1,0,-1]");
        datum.GetProperty("logprobs").GetProperty("data").GetRawText().ShouldBe("[-1,-2,-3]");
        datum.TryGetProperty("weights", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_large_batch_goes_in_parts_whose_results_are_put_together()
    {
        await using var server = await ScriptedServer.StartAsync();
        const string Part = """{"loss_fn_outputs": [{"logprobs": {"data": [-1, -2], "dtype": "float32", "shape": [2]}}], "metrics": {"loss:sum": 0.5, "other": 3}}""";
        server.On("get_info", """{"model_id": "m", "model_data": {}}""").On("forward_backward", """{"request_id": "1"}""").On("retrieve_future", Part);
        using var client = server.Client(options => options with { MaxPartBytes = 300 });
        var model = (await client.FindModelAsync("m", 1, Stop))!;

        var pass = await model.ForwardBackwardAsync([.. Enumerable.Repeat(TinkerDatum.Of(Ids, Weights), 3)], TinkerLoss.CrossEntropy, Stop);

        pass.RequestIds.Length.ShouldBe(3);
        var result = await pass.ResultAsync(Stop);
        (result.LogProbabilities.Count, result.Metrics["loss:sum"], result.Metrics["other"]).ShouldBe((3, 1.5, 3));
        model.NextSequence.ShouldBe(4);
    }

    [Fact]
    public async Task A_result_that_failed_is_said_and_one_that_does_not_fit_is_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        server
            .On("get_info", """{"model_id": "m", "model_data": {}}""").On("forward_backward", """{"request_id": "1"}""").On("optim_step", """{"request_id": "2"}""")
            .On("retrieve_future", """{"error": "training has diverged", "category": "user"}""", """{"loss_fn_outputs": []}""", """{"loss_fn_outputs": [{"logprobs": {"data": [1], "dtype": "float32"}}]}""");
        using var client = server.Client();
        var model = (await client.FindModelAsync("m", 1, Stop))!;

        var failure = await Should.ThrowAsync<TinkerException>(async () => await (await model.OptimStepAsync(new TinkerAdam(1), Stop)).ResultAsync(Stop));
        (failure.Failure, failure.Message.Contains("diverged", StringComparison.Ordinal)).ShouldBe((TinkerFailure.Failed, true));
        foreach (var said in (string[])["0 of 1", "1 log-probabilities"])
        {
            var pass = await model.ForwardBackwardAsync([TinkerDatum.Of(Ids, Weights)], TinkerLoss.CrossEntropy, Stop);
            (await Should.ThrowAsync<TinkerException>(() => pass.ResultAsync(Stop))).Message.ShouldContain(said);
        }
    }

    [Fact]
    public async Task A_saving_whose_answer_was_lost_is_taken_for_done_and_a_taken_name_is_not()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("get_info", """{"model_id": "m", "model_data": {}}""").On("save_weights", 502, "{}").On("save_weights", 409, """{"detail": "exists"}""");
        using var client = server.Client();
        var model = (await client.FindModelAsync("m", 1, Stop))!;

        (await (await model.SaveWeightsAsync("n", Stop)).ResultAsync(Stop)).ShouldBe("tinker://m/weights/n");
        (await Should.ThrowAsync<TinkerException>(() => model.SaveWeightsAsync("n", Stop))).Status.ShouldBe(System.Net.HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_model_that_is_gone_is_not_found_and_a_lost_session_says_so()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("create_session", """{"session_id": "s"}""").On("session_heartbeat", 404, """{"detail": "Session not found"}""");
        using var client = server.Client(options => options with { HeartbeatInterval = TimeSpan.FromMilliseconds(1) });
        (await client.FindModelAsync("m", 1, Stop)).ShouldBeNull();

        await using var session = await client.OpenSessionAsync(cancellationToken: Stop);
        await session.WhenLost.WaitAsync(Stop);
        session.IsLost.ShouldBeTrue();
    }

    [Fact]
    public async Task Data_that_do_not_fit_together_are_not_sent()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("get_info", """{"model_id": "m", "model_data": {}}""");
        using var client = server.Client();
        var model = (await client.FindModelAsync("m", 1, Stop))!;

        await Should.ThrowAsync<ArgumentException>(() => model.ForwardBackwardAsync([], TinkerLoss.CrossEntropy, Stop));
        await Should.ThrowAsync<ArgumentException>(() => model.ForwardBackwardAsync([new TinkerDatum(Ids, new int[2])], TinkerLoss.CrossEntropy, Stop));
        await Should.ThrowAsync<ArgumentException>(() => model.ForwardBackwardAsync([new TinkerDatum(Ids, Ids) { Weights = new float[1] }], TinkerLoss.CrossEntropy, Stop));
        Should.Throw<ArgumentException>(() => TinkerDatum.Of(new[] { 1 }, new float[] { 0 }));
        server.Requests.Count.ShouldBe(1);
    }

    private static void ShouldBeJson(string actual, string expected)
    {
        using JsonDocument one = JsonDocument.Parse(actual), other = JsonDocument.Parse(expected);
        JsonElement.DeepEquals(one.RootElement, other.RootElement).ShouldBeTrue(actual);
    }
}
