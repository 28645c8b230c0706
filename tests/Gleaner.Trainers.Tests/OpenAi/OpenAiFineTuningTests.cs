using Gleaner.Trainers.OpenAi;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Trainers.Tests.OpenAi;

/// <summary>The client of OpenAI's fine-tuning API beside a server in this process; no real one was asked.</summary>
public sealed class OpenAiFineTuningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FineTuningRequest _request;

    public OpenAiFineTuningTests()
    {
        File.WriteAllText(_folder.File("train.jsonl"), "{\"messages\":[]}\n");
        _request = new FineTuningRequest(_folder.File("train.jsonl"), "gpt-x") { Suffix = "gleaner", Epochs = 2, LearningRateMultiplier = 0.5, Seed = 7 };
    }

    private string StateFile => _folder.File("state.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_becomes_a_job_becomes_a_model()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        var said = new List<string>();

        var job = await Tuning(server).TuneAsync(_request, new Lines(said), Token);

        (job.Status, job.FineTunedModel, job.TrainedTokens).ShouldBe(("succeeded", "ft:gpt-x:org::1", 1234L));
        server.Files.Values.ShouldBe([File.ReadAllText(_request.Data)]);
        var request = server.JobRequests.Single();
        request.ToJsonString().ShouldBe(
            """{"training_file":"file-1","model":"gpt-x","method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":2,"learning_rate_multiplier":0.5}}},"suffix":"gleaner","seed":7}""");
        said.Where(line => line.StartsWith("job ftjob-1:", StringComparison.Ordinal)).ShouldBe(
            ["job ftjob-1: validating_files", "job ftjob-1: queued", "job ftjob-1: running", "job ftjob-1: succeeded"]);
        said.Count(line => line == "first").ShouldBe(1);
        said.IndexOf("first").ShouldBeLessThan(said.IndexOf("second"));
        File.ReadAllText(StateFile).ShouldNotContain(FakeFineTuningServer.Key);
    }

    [Fact]
    public async Task A_program_that_was_stopped_goes_on_with_the_job_that_is_there()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.States = ["running"];
        using var stop = new CancellationTokenSource();
        var running = Tuning(server).TuneAsync(_request, new Lines([], line => { if (line.EndsWith("running", StringComparison.Ordinal)) { stop.Cancel(); } }), stop.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        server.States = ["running", "succeeded"];
        (await Tuning(server).TuneAsync(_request, null, Token)).HasSucceeded.ShouldBeTrue();

        server.Files.Count.ShouldBe(1);
        server.JobRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_whose_answer_was_lost_is_found_and_not_made_twice()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.MakesJobBeforeFailing = true;
        server.Failure = (request, count) => request == "POST /v1/fine_tuning/jobs" && count == 1 ? FakeFineTuningServer.Error(502, "bad gateway") : null;

        (await Tuning(server).TuneAsync(_request, null, Token)).HasSucceeded.ShouldBeTrue();

        server.JobRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Limits_and_failures_of_the_server_are_waited_out()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.Failure = (_, count) => count switch { 1 => FakeFineTuningServer.Error(429, "slow down"), 2 => Results.StatusCode(500), _ => null };

        (await Tuning(server).TuneAsync(_request, null, Token)).HasSucceeded.ShouldBeTrue();

        server.JobRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_does_not_pass_is_said_at_once()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        using var client = server.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "another-key");

        var refusal = await Should.ThrowAsync<GleanerException>(() => Tuning(client).TuneAsync(_request, null, Token));

        refusal.Message.ShouldContain("401");
        refusal.Message.ShouldContain("Check the key");
        refusal.Message.ShouldNotContain("another-key");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_job_says_why_and_a_server_that_stays_away_ends_the_tries()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.States = ["running", "failed"];
        (await Should.ThrowAsync<GleanerException>(() => Tuning(server).TuneAsync(_request, null, Token))).Message.ShouldContain("ended as 'failed': the file is too short");

        server.Failure = (_, _) => Results.StatusCode(503);
        (await Should.ThrowAsync<GleanerException>(() => Tuning(server).StatusAsync(Token))).Message.ShouldContain("503");
    }

    [Fact]
    public async Task A_key_that_the_server_repeats_is_not_in_the_message()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.Failure = (_, _) => FakeFineTuningServer.Error(401, $"Incorrect API key provided: {FakeFineTuningServer.Key}.");

        (await Should.ThrowAsync<GleanerException>(() => Tuning(server).TuneAsync(_request, null, Token))).Message.ShouldContain("401 Incorrect API key provided: ***.");
    }

    [Fact]
    public async Task An_account_without_credit_is_said_at_once_and_not_asked_again()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.Failure = (_, _) => Results.Json(new { error = new { message = "You exceeded your current quota.", code = "insufficient_quota" } }, statusCode: 429);

        (await Should.ThrowAsync<GleanerException>(() => Tuning(server).TuneAsync(_request, null, Token))).Message
            .ShouldEndWith("429 You exceeded your current quota. The account has no credit left, which waiting does not change.");

        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"object":"error","message":"no such\nmodel","code":404}""", "404 no such model")]
    [InlineData("""{"detail":"Not Found"}""", "404 Not Found")]
    [InlineData("not here", "404 not here")]
    [InlineData("", ": 404")]
    public async Task Errors_of_other_servers_are_told_in_their_words(string body, string message)
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.Failure = (_, _) => Results.Text(body, statusCode: 404);

        (await Should.ThrowAsync<GleanerException>(() => Tuning(server).TuneAsync(_request, null, Token))).Message.ShouldEndWith(message);
    }

    [Fact]
    public async Task A_job_can_be_asked_for_and_cancelled()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        server.States = ["running"];
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => Tuning(server).TuneAsync(
            _request, new Lines([], line => { if (line.EndsWith("running", StringComparison.Ordinal)) { stop.Cancel(); } }), stop.Token));

        (await Tuning(server).StatusAsync(Token)).Status.ShouldBe("running");
        (await Tuning(server).CancelAsync(Token)).Status.ShouldBe("cancelled");
        (await Should.ThrowAsync<GleanerException>(() => Tuning(server).TuneAsync(_request, null, Token))).Message.ShouldContain("was cancelled");
    }

    [Fact]
    public async Task Another_jobs_state_is_not_taken_up()
    {
        await using var server = await FakeFineTuningServer.StartAsync();
        await Tuning(server).TuneAsync(_request, null, Token);

        File.AppendAllText(_request.Data, "{}\n");
        (await Should.ThrowAsync<GleanerException>(() => Tuning(server).TuneAsync(_request, null, Token))).Message.ShouldContain("another job");
        (await Should.ThrowAsync<GleanerException>(() => new OpenAiFineTuning(
            server.Client(), new FineTuningOptions { StateFile = _folder.File("none") }, TimeProvider.System).CancelAsync(Token))).Message.ShouldContain("no fine-tuning job");
    }

    private OpenAiFineTuning Tuning(FakeFineTuningServer server) => Tuning(server.Client());

    private OpenAiFineTuning Tuning(HttpClient client) => new(
        client,
        new FineTuningOptions { StateFile = StateFile, PollInterval = TimeSpan.FromMilliseconds(5), FirstWait = TimeSpan.FromMilliseconds(5), Attempts = 4 },
        TimeProvider.System);

    private sealed class Lines(List<string> lines, Action<string>? seen = null) : IProgress<string>
    {
        public void Report(string value)
        {
            lines.Add(value);
            seen?.Invoke(value);
        }
    }
}
