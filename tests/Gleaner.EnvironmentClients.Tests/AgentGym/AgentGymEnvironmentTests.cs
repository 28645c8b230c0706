using Gleaner.EnvironmentClients.AgentGym;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Testing.Servers;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentClients.Tests.AgentGym;

public class AgentGymEnvironmentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_play_one_task_after_the_other_and_are_closed_once()
    {
        await using var game = await GameServer.StartAsync();
        await using (var environment = await ConnectAsync(game, sessions: 3))
        {
            var rollouts = await Script.PlayAsync(environment, Clever, Tasks(20));
            rollouts.Select(rollout => rollout.Trajectory.StopReason).Distinct().ShouldBe([StopReason.Done]);
            rollouts.Select(rollout => rollout.Trajectory.Return).Distinct().ShouldBe([1]);
            Script.Describe(rollouts[7].Trajectory).ShouldBe(
                "Say 7.\nNothing was said. > hm (0.01) | 1 wrong. > 7 (0.99) | You said it after 2 steps. = 1 Done");
            game.CloseCounts.ShouldAllBe(count => count == 0);
        }

        game.Created.ShouldBeInRange(1, 3);
        game.CloseCounts.ShouldAllBe(count => count == 1);
    }

    [Theory]
    [InlineData(Fault.ErrorWithStatus200, StopReason.EnvironmentError, "reports an error: \"The task with environment 0 has finished.\"")]
    [InlineData(Fault.Status500, StopReason.EnvironmentError, "the server answered 500: 'Internal Server Error'")]
    [InlineData(Fault.Status503, StopReason.EnvironmentError, "the server answered 503")]
    [InlineData(Fault.Garbage, StopReason.EnvironmentError, "the reply is not JSON: '<html>this is no JSON</html>'")]
    [InlineData(Fault.NothingAtAll, StopReason.EnvironmentError, "the reply is not JSON: ''")]
    [InlineData(Fault.Huge, StopReason.EnvironmentError, "the reply is longer than 65536 bytes")]
    [InlineData(Fault.HugeWithoutLength, StopReason.EnvironmentError, "the reply is longer than 65536 bytes")]
    [InlineData(Fault.MissingField, StopReason.EnvironmentError, "should be a text, but is missing: {\"something\":\"else\"}")]
    [InlineData(Fault.WrongType, StopReason.EnvironmentError, "should be a text, but is 7")]
    [InlineData(Fault.Redirect, StopReason.EnvironmentError, "the server answered 307: it redirects to /v2/step, and redirects are not followed. Name the server's own address as environment.url.")]
    [InlineData(Fault.Packed, StopReason.EnvironmentError, "the reply is packed (gzip), which was not asked for.")]
    [InlineData(Fault.Cut, StopReason.EnvironmentDied, "the connection failed")]
    [InlineData(Fault.CutInTheMiddle, StopReason.EnvironmentDied, "the connection failed")]
    [InlineData(Fault.Silence, StopReason.EnvironmentTimedOut, "no answer within 2 s")]
    public async Task A_failure_stops_its_own_rollout_with_its_reason(Fault fault, StopReason reason, string message)
    {
        foreach (var path in new[] { "/step", "/reset" })
        {
            await using var game = await GameServer.StartAsync();
            await using (var environment = await ConnectAsync(game, sessions: 2, patience: fault == Fault.Silence ? 2 : 20))
            {
                game.Fails = (asked, task) => asked == path && task == 3 ? fault : null;
                var rollouts = await Script.PlayAsync(environment, Clever, Tasks(6));

                rollouts[3].Trajectory.StopReason.ShouldBe(reason, path);
                rollouts[3].Failure.ShouldNotBeNull().ShouldStartWith($"POST {game.Url}{path[1..]}: ");
                rollouts[3].Failure!.ShouldContain(message);
                rollouts.Where((_, index) => index != 3).ShouldAllBe(rollout => rollout.Trajectory.Return == 1);
            }

            game.CloseCounts.ShouldAllBe(count => count == 1);
        }
    }

    [Theory]
    [InlineData(Fault.ErrorWithStatus200, StopReason.EnvironmentError)]
    [InlineData(Fault.WrongType, StopReason.EnvironmentError)]
    [InlineData(Fault.HalfACharacter, StopReason.EnvironmentError)]
    [InlineData(Fault.MissingField, StopReason.EnvironmentError)]
    [InlineData(Fault.Cut, StopReason.EnvironmentDied)]
    [InlineData(Fault.Silence, StopReason.EnvironmentTimedOut)]
    public async Task A_session_that_cannot_be_made_is_a_failure_too(Fault fault, StopReason reason)
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 2, patience: fault == Fault.Silence ? 2 : 20);
        game.Fails = (path, _) => path == "/create" ? fault : null;

        (await Should.ThrowAsync<EnvironmentFailedException>(async () => await environment.ResetAsync(Task(1), Cancellation)))
            .Reason.ShouldBe(reason);
        game.Created.ShouldBe(0);
    }

    [Fact]
    public async Task A_step_is_never_sent_twice_and_a_reset_is()
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 1);
        game.Fails = (path, _) => path is "/create" or "/reset" && game.Requests[path] <= 2 ? Fault.Cut : null;
        await using var episode = await environment.ResetAsync(Task(1), Cancellation);
        (game.Requests["/create"], game.Requests["/reset"]).ShouldBe((3, 3));

        game.Fails = (path, _) => path == "/step" ? Fault.Cut : null;
        await Should.ThrowAsync<EnvironmentFailedException>(async () => await episode.StepAsync("1", Cancellation));
        game.Requests["/step"].ShouldBe(1);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 1);
        game.Fails = (path, _) => path == "/reset" && game.Requests[path] == 1 ? Fault.Status503 : null;
        await using var episode = await environment.ResetAsync(Task(1), Cancellation);
        game.Requests["/reset"].ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_goes_away_ends_the_run()
    {
        var game = await GameServer.StartAsync();
        var warnings = new List<string>();
        await using var environment = await ConnectAsync(game, sessions: 2, warnings: warnings);
        await using var episode = await environment.ResetAsync(Task(1), Cancellation);
        await game.DisposeAsync();

        (await Should.ThrowAsync<EnvironmentFailedException>(async () => await episode.StepAsync("1", Cancellation)))
            .Reason.ShouldBe(StopReason.EnvironmentDied);
        (await Should.ThrowAsync<GleanerException>(() => Script.PlayAsync(environment, Clever, Tasks(40))))
            .Message.ShouldContain($"POST {game.Url}create: the connection failed: Connection refused");

        await episode.DisposeAsync();
        warnings.ShouldHaveSingleItem().ShouldStartWith("Session 0 could not be closed; the server may keep it.");
    }

    [Fact]
    public async Task A_session_that_expired_is_replaced()
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 2);
        (await Script.PlayAsync(environment, Clever, Tasks(4))).ShouldAllBe(rollout => rollout.Trajectory.Return == 1);
        var before = game.Created;
        game.Forget();

        (await Script.PlayAsync(environment, Clever, Tasks(4))).ShouldAllBe(rollout => rollout.Trajectory.Return == 1);
        game.Created.ShouldBeGreaterThan(before);
        game.MostInUse.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_server_that_was_started_anew_may_use_its_numbers_again()
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 3);
        await using (await environment.ResetAsync(Task(0), Cancellation))
        await using (await environment.ResetAsync(Task(1), Cancellation))
        await using (await environment.ResetAsync(Task(2), Cancellation))
        {
            game.Created.ShouldBe(3);
        }

        game.Restart();
        for (var i = 0; i < 4; i++)
        {
            await using var episode = await environment.ResetAsync(Task(i), Cancellation);
            (await episode.StepAsync($"{i}", Cancellation)).IsDone.ShouldBeTrue();
        }

        game.Created.ShouldBe(1);
    }

    [Fact]
    public async Task Stopping_a_run_closes_its_sessions()
    {
        await using var game = await GameServer.StartAsync();
        using var stop = new CancellationTokenSource();
        await using (var environment = await ConnectAsync(game, sessions: 4))
        {
            game.Fails = (path, task) =>
            {
                if (path == "/step" && task == 9)
                {
                    stop.Cancel();
                    return Fault.Silence;
                }

                return null;
            };
            await Should.ThrowAsync<OperationCanceledException>(() => Script.PlayAsync(environment, Clever, Tasks(20), cancellation: stop.Token));
        }

        game.Created.ShouldBeGreaterThan(0);
        game.CloseCounts.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task A_session_that_is_made_after_all_is_closed()
    {
        await using var game = await GameServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var made = new TaskCompletionSource();
        game.Creation = made.Task;
        var environment = await ConnectAsync(game, sessions: 1);
        var reset = environment.ResetAsync(Task(1), stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reset);

        var closing = environment.DisposeAsync().AsTask();
        made.SetResult();
        await closing;
        game.CloseCounts.ShouldBe([1]);
    }

    [Fact]
    public async Task A_session_that_cannot_be_closed_is_reported_and_tried_once()
    {
        await using var game = await GameServer.StartAsync();
        var warnings = new List<string>();
        await using (var environment = await ConnectAsync(game, sessions: 1, patience: 2, warnings))
        {
            (await environment.ResetAsync(Task(1), Cancellation)).ShouldNotBeNull();
            game.Fails = (path, _) => path == "/close" ? Fault.Silence : null;
        }

        game.CloseCounts.ShouldBe([1]);
        warnings.ShouldBe([$"Session 0 could not be closed; the server may keep it. POST {game.Url}close: no answer within 2 s."]);
    }

    [Fact]
    public async Task Sessions_that_the_server_does_not_keep_apart_are_refused()
    {
        await using var game = await GameServer.StartAsync(new GameServer { Number = number => number % 2 });
        await using var environment = await ConnectAsync(game, sessions: 4);
        await using var first = await environment.ResetAsync(Task(1), Cancellation);
        await using var second = await environment.ResetAsync(Task(2), Cancellation);
        (await Should.ThrowAsync<GleanerException>(async () => await environment.ResetAsync(Task(3), Cancellation)))
            .Message.ShouldContain("handed out session 0 twice: this server cannot tell more than 2 sessions apart");
    }

    [Fact]
    public async Task After_the_end_there_is_no_step()
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 1);
        await using var episode = await environment.ResetAsync(Task(1), Cancellation);
        (await episode.StepAsync("1", Cancellation)).IsDone.ShouldBeTrue();
        await Should.ThrowAsync<InvalidOperationException>(async () => await episode.StepAsync("1", Cancellation));
        game.Requests["/step"].ShouldBe(1);
    }

    [Fact]
    public async Task A_state_of_an_expert_is_reached_by_replay_and_checked()
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 2);
        var expert = (await Script.PlayAsync(environment, _ => "hm", Tasks(1), maxTurns: 3))[0].Trajectory;
        var other = expert with { Turns = expert.Turns.SetItem(1, expert.Turns[1] with { Observation = new Observation("2 wrong.") }) };

        var rollouts = await Script.PlayAsync(environment, episode => "0", [StartState.After(expert, 2), StartState.After(other, 2)]);

        Script.Describe(rollouts[0].Trajectory).ShouldBe(
            "Say 0.\nNothing was said. > hm (0.01) | 1 wrong. > hm (0.01) | 2 wrong. > 0 (0.98) | You said it after 3 steps. = 1 Done");
        rollouts[1].Trajectory.StopReason.ShouldBe(StopReason.ReplayDiverged);
        (await CheckedReplay.PlayAsync(environment, expert, Cancellation)).Return.ShouldBe(expert.Return);
    }

    [Fact]
    public async Task Where_no_server_is_the_message_says_how_to_start_one()
    {
        var game = await GameServer.StartAsync();
        await game.DisposeAsync();
        var message = (await Should.ThrowAsync<GleanerException>(() => ConnectAsync(game, sessions: 1))).Message;
        message.ShouldStartWith($"No server answers at {game.Url}. GET {game.Url}: the connection failed: Connection refused");
        message.ShouldContain("Start the server of 'sciworld' first (Python package agentenv-sciworld), or correct the address.");
    }

    [Theory]
    [InlineData("agentgym/sciworld/-1")]
    [InlineData("agentgym/sciworld/01")]
    [InlineData("agentgym/sciworld/")]
    [InlineData("agentgym/sciworld/1/1")]
    [InlineData("agentgym/webshop/1")]
    [InlineData("webshop/3fa9c1d2/7b0e44c19a52")]
    public async Task A_foreign_task_is_refused(string task)
    {
        await using var game = await GameServer.StartAsync();
        await using var environment = await ConnectAsync(game, sessions: 1);
        (await Should.ThrowAsync<GleanerException>(async () => await environment.ResetAsync(new TaskId(task), Cancellation)))
            .Message.ShouldBe($"There is no task {task} here: the tasks of this server are agentgym/sciworld/0, agentgym/sciworld/1 and so on.");
    }

    [Theory]
    [InlineData("ftp://localhost", 1, "is not the address of a server")]
    [InlineData("http://localhost:1/?a=b", 1, "is not the address of a server")]
    [InlineData("http://localhost:1", 0, "At least one session")]
    [InlineData("http://localhost:1", 9, "9 sessions are too many: a server of 'sqlgym' can tell only 8 apart.")]
    public async Task Options_without_sense_are_refused(string url, int sessions, string message) =>
        (await Should.ThrowAsync<GleanerException>(() => AgentGymEnvironment.ConnectAsync(
            new AgentGymOptions { Url = new Uri(url), Protocol = AgentGymProtocols.Of("sqlgym"), Sessions = sessions }, cancellationToken: Cancellation)))
        .Message.ShouldContain(message);

    private static string Clever(OpenEpisode episode) => episode.Turns.Count == 0 ? "hm" : episode.Task.Value.Split('/')[2];

    private static TaskId Task(int index) => AgentGymEnvironment.TaskOf("sciworld", index);

    private static IEnumerable<TaskId> Tasks(int count) => Enumerable.Range(0, count).Select(Task);

    private static Task<AgentGymEnvironment> ConnectAsync(GameServer game, int sessions, double patience = 20, List<string>? warnings = null) => AgentGymEnvironment.ConnectAsync(
        new AgentGymOptions
        {
            Url = game.Url,
            Protocol = AgentGymProtocols.Of("sciworld"),
            Sessions = sessions,
            StepTimeout = TimeSpan.FromSeconds(patience),
            StartTimeout = TimeSpan.FromSeconds(patience),
            CloseTimeout = TimeSpan.FromSeconds(patience),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            MaxReplyBytes = 1 << 16,
        },
        warnings is null ? null : warnings.Add,
        cancellationToken: Cancellation);
}
