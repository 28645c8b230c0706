using Gleaner.Environments;
using Gleaner.EnvironmentServers.Tests.Testing;
using Gleaner.EnvironmentServers.Worlds;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentServers.Tests.OpenEnv;

/// <summary>Any environment can be served, also one whose episodes hold something and that may fail.</summary>
public sealed class AnyEnvironmentTests
{
    [Fact]
    public async Task An_environment_is_served_by_its_tasks()
    {
        var counters = new Counters();
        await using var server = await RunningServer.OpenEnvAsync(new ServedTasks(counters, [new TaskId("count/a"), new TaskId("count/b")], "Counts."));
        using var socket = await server.ConnectAsync();

        (await socket.CallAsync("""{"type": "reset", "data": {"task_id": "count/b"}}""")).GetRawText()
            .ShouldBe("""{"type":"observation","data":{"observation":{"text":"count/b: 0"},"reward":null,"done":false}}""");
        (await socket.CallAsync("""{"type": "step", "data": {"action_str": "up"}}""")).GetRawText()
            .ShouldBe("""{"type":"observation","data":{"observation":{"text":"count/b: 1"},"reward":0.25,"done":false}}""");
        await socket.CallAsync("""{"type": "reset"}""");

        counters.Open.ShouldBe(1, "a reset gives back the episode before it");
    }

    [Fact]
    public async Task A_failed_environment_is_an_execution_error_and_the_next_reset_starts_anew()
    {
        var counters = new Counters();
        await using var server = await RunningServer.OpenEnvAsync(new ServedTasks(counters, [new TaskId("count/a")], "Counts."));
        using (var socket = await server.ConnectAsync())
        {
            await socket.CallAsync("""{"type": "reset"}""");

            (await socket.CallAsync("""{"type": "step", "data": {"action_str": "die"}}""")).GetRawText()
                .ShouldBe("""{"type":"error","data":{"message":"The counter died.","code":"EXECUTION_ERROR"}}""");

            counters.Open.ShouldBe(0);
            (await socket.CallAsync("""{"type": "reset"}""")).GetProperty("type").GetString().ShouldBe("observation");
        }

        await server.SessionsShouldBecomeAsync(0);
        counters.Open.ShouldBe(0, "a session that ends gives back its episode");
    }

    [Fact]
    public async Task A_request_without_session_gives_back_its_episode()
    {
        var counters = new Counters();
        await using var server = await RunningServer.OpenEnvAsync(new ServedTasks(counters, [new TaskId("count/a")], "Counts."));

        await server.CallAsync("POST", "/step", """{"action": {"action_str": "up"}}""");
        (await server.SendAsync("POST", "/step", """{"action": {"action_str": "die"}}""")).ShouldBe((500, """{"detail":"The counter died."}"""));

        counters.Open.ShouldBe(0);
    }

    private sealed class Counters : IEnvironment
    {
        private int _open;

        public int Open => Volatile.Read(ref _open);

        public string Name => "counters";

        public double SuccessThreshold => 1;

        public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _open);
            return new(new Counter(this, task));
        }

        private sealed class Counter(Counters environment, TaskId task) : IEpisode
        {
            private int _count;

            public TaskId Task => task;

            public Observation Observation => new($"{task}: {_count}");

            public bool IsDone => _count >= 4;

            public double Return => _count / 4.0;

            public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
            {
                await System.Threading.Tasks.Task.Yield();
                if (action == "die")
                {
                    throw new EnvironmentFailedException(StopReason.EnvironmentDied, "The counter died.");
                }

                _count++;
                return new StepResult(Observation, 0.25, IsDone, WasPossible: true);
            }

            public ValueTask DisposeAsync()
            {
                Interlocked.Decrement(ref environment._open);
                return ValueTask.CompletedTask;
            }
        }
    }
}
