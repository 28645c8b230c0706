using System.Text.Json.Nodes;
using Gleaner.EnvironmentClients.OpenEnv;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Testing.Servers;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentClients.Tests.OpenEnv;

public class OpenEnvEnvironmentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_conversation_is_the_one_of_the_protocol()
    {
        await using var server = await EchoServer.StartAsync();
        var environment = await ConnectAsync(server, options => options with { ResetFields = """{"level":{"name":"hard"}}""" });
        (environment.ActionField, environment.ObservationField).ShouldBe(("message", "echoed"));
        await using (var episode = await environment.ResetAsync(Task(42), Cancellation))
        {
            (episode.Observation.Text, episode.IsDone, episode.Return).ShouldBe(("Say 42.", false, 0));
            (await episode.StepAsync("hello \"ö\"", Cancellation)).ShouldBe(new StepResult(new Observation("hello \"ö\"?"), 0.25, false, true));
            (await episode.StepAsync("42", Cancellation)).ShouldBe(new StepResult(new Observation("Right."), 1, true, true));
            episode.Return.ShouldBe(1.25);
            await Should.ThrowAsync<InvalidOperationException>(async () => await episode.StepAsync("42", Cancellation));
        }

        server.Messages.Select(message => JsonNode.Parse(message)!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })).ShouldBe(
        [
            """{"type":"reset","data":{"level":{"name":"hard"},"seed":42,"episode_id":"openenv/echo/42"}}""",
            """{"type":"step","data":{"message":"hello \"ö\""}}""",
            """{"type":"step","data":{"message":"42"}}""",
            """{"type":"close"}""",
        ]);
        (server.Opened, server.Ended, server.SaidGoodbye).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task Each_episode_is_a_session_and_no_more_are_open_than_may_be()
    {
        await using var server = await EchoServer.StartAsync(new EchoServer { Capacity = 3 });
        var environment = await ConnectAsync(server, options => options with { Sessions = 3 });
        var rollouts = await Script.PlayAsync(environment, Clever, Tasks(20));
        rollouts.ShouldAllBe(rollout => rollout.Trajectory.Return == 1.25 && rollout.Trajectory.StopReason == StopReason.Done);
        (server.Opened, server.Ended, server.SaidGoodbye, server.Refused).ShouldBe((20, 20, 20, 0));
        server.MostOpen.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_reward_can_be_the_score_so_far_and_the_task_another_field()
    {
        await using var server = await EchoServer.StartAsync();
        var environment = await ConnectAsync(server, options => options with { Return = ReturnRule.Last, TaskField = "task_id" });
        var rollout = (await Script.PlayAsync(environment, Clever, Tasks(1)))[0];
        Script.Describe(rollout.Trajectory).ShouldBe("Say 0. > hm (0.25) | hm? > 0 (0.75) | Right. = 1 Done");
        server.Messages.ShouldContain("""{"type":"reset","data":{"task_id":0,"episode_id":"openenv/echo/0"}}""");
    }

    [Theory]
    [InlineData(Fault.Cut, StopReason.EnvironmentDied, "the connection failed")]
    [InlineData(Fault.Silence, StopReason.EnvironmentTimedOut, "no answer within 2 s")]
    [InlineData(Fault.WrongType, StopReason.EnvironmentError, "the reply is binary")]
    [InlineData(Fault.Huge, StopReason.EnvironmentError, "the reply is longer than 65536 bytes")]
    public async Task A_failure_of_the_connection_stops_its_own_rollout(Fault fault, StopReason reason, string message)
    {
        foreach (var type in new[] { "step", "reset" })
        {
            await using var server = await EchoServer.StartAsync();
            var environment = await ConnectAsync(server, options => options with { Sessions = 4 }, patience: fault == Fault.Silence ? 2 : 20);
            server.Fails = (asked, task) => asked == type && task == 3 ? fault : null;
            await AssertOnlyThirdFailsAsync(environment, server, type, reason, message);
        }
    }

    [Theory]
    [InlineData("no JSON", "the reply is not JSON: 'no JSON'")]
    [InlineData("{}", "'type' should be a text, but is missing: {}")]
    [InlineData("[]", "'type' should be a text")]
    [InlineData("""{"type":"state","data":{}}""", "an observation was expected, but 'state' arrived")]
    [InlineData("""{"type":"observation","data":{"observation":"text","reward":0,"done":false}}""", "'observation' should be an object: \"text\"")]
    [InlineData("""{"type":"observation","data":{"observation":{"echoed":"a"},"reward":0}}""", "'done' should be true or false, but is missing")]
    [InlineData("""{"type":"observation","data":{"observation":{"echoed":"a"},"reward":"1","done":false}}""", "'reward' should be a number, but is \"1\"")]
    [InlineData("""{"type":"observation","data":{"observation":{"echoed":"a"},"reward":1e999,"done":false}}""", "'reward' should be a number")]
    [InlineData("""{"type":"observation","data":{"observation":{},"reward":0,"done":false}}""", "the observation has no 'echoed': {}")]
    [InlineData("""{"type":"error","data":{"message":"boom","code":"EXECUTION_ERROR"}}""", "the server reports EXECUTION_ERROR: {\"message\":\"boom\"")]
    [InlineData("""{"type":"error","data":{"message":"boom","code":"SESSION_ERROR"}}""", "the server reports SESSION_ERROR")]
    [InlineData("""{"type":"error","data":{"message":"boom","code":"INVALID_JSON"}}""", "the server reports INVALID_JSON")]
    [InlineData("""{"type":"error","data":{"message":"boom","code":"UNKNOWN_TYPE"}}""", "the server reports UNKNOWN_TYPE")]
    [InlineData("""{"type":"error","data":{"message":"boom","code":"FACTORY_ERROR"}}""", "the server reports FACTORY_ERROR")]
    public async Task A_message_that_is_no_answer_stops_its_own_rollout(string said, string message)
    {
        foreach (var type in new[] { "step", "reset" })
        {
            await using var server = await EchoServer.StartAsync();
            var environment = await ConnectAsync(server, options => options with { Sessions = 4 });
            server.Says = (asked, task) => asked == type && task == 3 ? said : null;
            await AssertOnlyThirdFailsAsync(environment, server, type, StopReason.EnvironmentError, message);
            server.SaidGoodbye.ShouldBe(server.Opened);
        }
    }

    [Fact]
    public async Task An_observation_that_nobody_asked_for_is_not_taken_for_the_next_answer()
    {
        await using var server = await EchoServer.StartAsync();
        var environment = await ConnectAsync(server);
        var isFirst = true;
        server.Adds = (type, _) => type == "step" && isFirst && !(isFirst = false) ? """{"type":"observation","data":{"observation":{"echoed":"psst"},"reward":0,"done":false}}""" : null;
        await using var episode = await environment.ResetAsync(Task(1), Cancellation);

        // The first one cannot be told from an answer; that another is there already is noticed by a later step.
        var failure = await Should.ThrowAsync<EnvironmentFailedException>(async () =>
        {
            for (var step = 0; step < 1000; step++)
            {
                await episode.StepAsync("hm", Cancellation);
            }
        });
        (failure.Reason, failure.Message).ShouldBe((StopReason.EnvironmentError,
            $$$"""step at ws://127.0.0.1:{{{server.Url.Port}}}/ws: the server sent an observation before it was asked: {"observation":{"echoed":"hm?"},"reward":0.25,"done":false}"""));
    }

    [Fact]
    public async Task An_action_that_the_schema_refuses_changes_nothing()
    {
        await using var server = await EchoServer.StartAsync();
        var environment = await ConnectAsync(server);
        await using var episode = await environment.ResetAsync(Task(1), Cancellation);
        (await episode.StepAsync("", Cancellation)).ShouldBe(new StepResult(new Observation("Say 1."), 0, false, WasPossible: false));
        (await episode.StepAsync("1", Cancellation)).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_full_server_is_waited_for()
    {
        await using var server = await EchoServer.StartAsync(new EchoServer { Capacity = 1 });
        var environment = await ConnectAsync(server);
        var first = await environment.ResetAsync(Task(1), Cancellation);
        var second = environment.ResetAsync(Task(2), Cancellation).AsTask();
        await server.HasRefusedAsync(3).WaitAsync(Cancellation);

        await first.DisposeAsync();
        await using var episode = await second;
        (episode.Observation.Text, server.Opened, server.MostOpen).ShouldBe(("Say 2.", 2, 1));
    }

    [Fact]
    public async Task A_server_that_stays_full_is_a_failure()
    {
        await using var server = await EchoServer.StartAsync(new EchoServer { Capacity = 1 });
        var clock = new SkippingClock(TimeSpan.FromSeconds(5));
        var environment = await ConnectAsync(
            server, options => options with { CapacityWait = TimeSpan.FromMinutes(1), RetryDelay = TimeSpan.FromSeconds(1), Sessions = 2 }, clock: clock);
        await using var first = await environment.ResetAsync(Task(1), Cancellation);
        var rollout = (await Script.PlayAsync(environment, Clever, [Task(2)]))[0];
        rollout.Trajectory.StopReason.ShouldBe(StopReason.EnvironmentTimedOut);
        rollout.Failure.ShouldNotBeNull().ShouldContain("the server had no room for a session within 60 s");
        clock.Skipped.ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(65), "the last wait begins before a minute is over");
        rollout.Failure.ShouldEndWith("Allow fewer sessions here, or more on the server.");
    }

    [Fact]
    public async Task Stopping_a_run_ends_its_sessions()
    {
        await using var server = await EchoServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var environment = await ConnectAsync(server, options => options with { Sessions = 4 });
        server.Fails = (type, task) =>
        {
            if (type == "step" && task == 9)
            {
                stop.Cancel();
                return Fault.Silence;
            }

            return null;
        };
        await Should.ThrowAsync<OperationCanceledException>(() => Script.PlayAsync(environment, Clever, Tasks(20), cancellation: stop.Token));
        await EndedAsync(server);
        server.Opened.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_session_outlives_the_servers_checks_while_the_student_thinks()
    {
        await using var server = await EchoServer.StartAsync(new EchoServer { Ping = TimeSpan.FromSeconds(0.3) });
        var environment = await ConnectAsync(server);
        await using var episode = await environment.ResetAsync(Task(1), Cancellation);
        await System.Threading.Tasks.Task.Delay(TimeSpan.FromSeconds(1.5), Cancellation);
        (await episode.StepAsync("1", Cancellation)).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_state_of_an_expert_is_reached_by_replay_and_checked()
    {
        await using var server = await EchoServer.StartAsync();
        var environment = await ConnectAsync(server, options => options with { Sessions = 2 });
        var expert = (await Script.PlayAsync(environment, _ => "hm", Tasks(1), maxTurns: 3))[0].Trajectory;
        var other = expert with { Turns = expert.Turns.SetItem(1, expert.Turns[1] with { Observation = new Observation("hm!") }) };

        var rollouts = await Script.PlayAsync(environment, _ => "0", [StartState.After(expert, 2), StartState.After(other, 2)]);

        rollouts.Select(rollout => rollout.Trajectory.StopReason).ShouldBe([StopReason.Done, StopReason.ReplayDiverged]);
        rollouts[0].Trajectory.Return.ShouldBe(1.5);
    }

    [Fact]
    public async Task What_is_no_such_server_is_told_at_the_start()
    {
        var server = await EchoServer.StartAsync();
        await server.DisposeAsync();
        (await Should.ThrowAsync<GleanerException>(() => ConnectAsync(server))).Message
            .ShouldStartWith($"No OpenEnv server answers at {server.Url}. GET {server.Url}schema: the connection failed: Connection refused");

        await using var other = await EchoServer.StartAsync(new EchoServer { Schema = "<html>" });
        (await Should.ThrowAsync<GleanerException>(() => ConnectAsync(other))).Message.ShouldContain("the reply is not JSON: '<html>'");

        await using var odd = await EchoServer.StartAsync(new EchoServer { Schema = "[]" });
        (await Should.ThrowAsync<GleanerException>(() => ConnectAsync(odd))).Message.ShouldContain($"GET {odd.Url}schema: the schema should be an object: []");
    }

    [Fact]
    public async Task A_server_without_sockets_is_a_failure()
    {
        await using var server = await EchoServer.StartAsync();
        var environment = await ConnectAsync(server);
        server.Fails = (type, _) => type == "connect" ? Fault.Status500 : null;
        var failure = await Should.ThrowAsync<EnvironmentFailedException>(async () => await environment.ResetAsync(Task(1), Cancellation));
        (failure.Reason, failure.Message).ShouldBe((StopReason.EnvironmentError, $"connect to ws://127.0.0.1:{server.Url.Port}/ws: the server answered a WebSocket request with 404."));
    }

    [Theory]
    [InlineData("{\"seed\":1}", null, "must not have 'seed'")]
    [InlineData("[1]", null, "must be a JSON object")]
    [InlineData("{", null, "must be a JSON object")]
    [InlineData("{}", "text", "have no field 'text'; they have message.")]
    public async Task Options_without_sense_are_refused(string resetFields, string? actionField, string message)
    {
        await using var server = await EchoServer.StartAsync();
        (await Should.ThrowAsync<GleanerException>(() => ConnectAsync(server, options => options with { ResetFields = resetFields, ActionField = actionField })))
            .Message.ShouldContain(message);
    }

    private static async Task AssertOnlyThirdFailsAsync(
        OpenEnvEnvironment environment, EchoServer server, string type, StopReason reason, string message)
    {
        var rollouts = await Script.PlayAsync(environment, Clever, Tasks(6));
        rollouts[3].Trajectory.StopReason.ShouldBe(reason, type);
        rollouts[3].Failure.ShouldNotBeNull().ShouldContain($" ws://127.0.0.1:{server.Url.Port}/ws: ");
        rollouts[3].Failure!.ShouldContain(message);
        rollouts.Where((_, index) => index != 3).ShouldAllBe(rollout => rollout.Trajectory.Return == 1.25);
        await EndedAsync(server);
    }

    // The server notices a little later that a connection is gone.
    private static async Task EndedAsync(EchoServer server)
    {
        for (var i = 0; i < 1000 && server.Ended < server.Opened; i++)
        {
            await System.Threading.Tasks.Task.Delay(10, Cancellation);
        }

        server.Ended.ShouldBe(server.Opened);
    }

    private static string Clever(OpenEpisode episode) => episode.Turns.Count == 0 ? "hm" : episode.Task.Value.Split('/')[2];

    private static TaskId Task(int seed) => OpenEnvEnvironment.TaskOf("echo", seed);

    private static IEnumerable<TaskId> Tasks(int count) => Enumerable.Range(0, count).Select(Task);

    private static Task<OpenEnvEnvironment> ConnectAsync(
        EchoServer server, Func<OpenEnvOptions, OpenEnvOptions>? change = null, double patience = 20, TimeProvider? clock = null)
    {
        var options = new OpenEnvOptions
        {
            Url = server.Url,
            Name = "echo",
            StepTimeout = TimeSpan.FromSeconds(patience),
            StartTimeout = TimeSpan.FromSeconds(patience),
            CloseTimeout = TimeSpan.FromSeconds(patience),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            MaxReplyBytes = 1 << 16,
        };
        return OpenEnvEnvironment.ConnectAsync(change?.Invoke(options) ?? options, clock: clock, cancellationToken: Cancellation);
    }
}
