using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Testing;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Rollouts;

/// <summary>Turns, decisions and episodes that take too long stop their own rollout alone.</summary>
public class TimeLimitTests
{
    private static readonly RolloutRequest[] Requests = [.. KeyDoorEnvironment.Split("all", 0, 3).Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))];

    private readonly ManualClock _clock = new();

    private static TaskId Slow => Requests[1].Start.Task;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_that_does_not_end_stops_its_own_rollout_and_its_episode_is_put_away_when_it_has()
    {
        var environment = new StallingEnvironment(Slow, stalls: 2);
        var run = RunAsync(environment, Wanderer.Create(carelessness: 0), new RolloutOptions());
        await _clock.WhenArmedAsync();
        _clock.Advance(TimeSpan.FromSeconds(60));

        var rollouts = await run;

        rollouts.Select(rollout => rollout.Trajectory.StopReason).ShouldBe([StopReason.Done, StopReason.EnvironmentTimedOut, StopReason.Done]);
        (rollouts[1].Trajectory.Length, rollouts[1].WasSimulated, rollouts[1].Failure).ShouldBe((2, false, $"Step 3 of {Slow} did not end within 60 s."));
        await environment.WasTold.WaitAsync(Cancellation);
        environment.Disposed.IsCompleted.ShouldBeFalse();
        environment.Release();
        await environment.Disposed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_reset_that_does_not_end_stops_its_own_rollout_and_what_it_still_opens_is_put_away()
    {
        var environment = new StallingEnvironment(Slow, stalls: -1);
        var run = RunAsync(environment, Wanderer.Create(carelessness: 0), new RolloutOptions { TurnTime = TimeSpan.FromSeconds(5) });
        await _clock.WhenArmedAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        var rollouts = await run;

        rollouts.Select(rollout => rollout.Trajectory.StopReason).ShouldBe([StopReason.Done, StopReason.EnvironmentTimedOut, StopReason.Done]);
        rollouts[1].Failure.ShouldBe($"The reset of {Slow} did not end within 5 s.");
        environment.Release();
        await environment.Disposed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task An_environments_own_limit_holds_instead()
    {
        var brief = new StallingEnvironment(Slow, stalls: 0) { TurnTime = TimeSpan.FromSeconds(1) };
        var run = RunAsync(brief, Wanderer.Create(carelessness: 0), new RolloutOptions());
        await _clock.WhenArmedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await run)[1].Failure.ShouldBe($"Step 1 of {Slow} did not end within 1 s.");
        brief.Release();

        // It sees to it itself: nobody else cuts it short.
        var own = new StallingEnvironment(Slow, stalls: 0) { TurnTime = Timeout.InfiniteTimeSpan };
        var patient = RunAsync(own, Wanderer.Create(carelessness: 0), new RolloutOptions());
        await own.Stalled.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromDays(1));
        own.Release();
        (await patient).Select(rollout => rollout.Trajectory.StopReason).Distinct().ShouldBe([StopReason.Done]);
    }

    [Fact]
    public async Task What_ends_at_once_needs_no_timer_and_is_the_same()
    {
        var options = new RolloutOptions { MaxTurns = 12, Workers = 2 };
        var expected = await new RolloutEngine(new KeyDoorEnvironment()).RunAsync(Wanderer.Create(), Requests, new(1), options with { TurnTime = Timeout.InfiniteTimeSpan }, null, Cancellation);

        var rollouts = await new RolloutEngine(new KeyDoorEnvironment()).RunAsync(Wanderer.Create(), Requests, new(1), options with { Clock = new NoTimers() }, null, Cancellation);

        rollouts.Select(Actions).ShouldBe(expected.Select(Actions));
    }

    [Fact]
    public async Task A_decision_that_does_not_come_is_none_and_its_session_is_not_asked_again()
    {
        var policy = new StallingPolicy(Slow);
        var run = RunAsync(new KeyDoorEnvironment(), policy, new RolloutOptions { DecisionTime = TimeSpan.FromSeconds(30) });
        await policy.Stalled.WaitAsync(Cancellation);
        await _clock.WhenArmedAsync();
        _clock.Advance(TimeSpan.FromSeconds(30));

        var rollouts = await run;

        rollouts.Select(rollout => rollout.Trajectory.StopReason).ShouldBe([StopReason.TurnLimit, StopReason.NoAction, StopReason.TurnLimit]);
        (policy.Opened, policy.LargestBatch).ShouldBe((2, 1));
        policy.Disposed.ShouldBe(1);
        policy.Release();
        await policy.AllDisposed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task An_episode_that_takes_too_long_ends_as_at_its_limit_of_turns()
    {
        var policy = ScriptedPolicy.Of("slow", episode =>
        {
            _clock.Advance(episode.Task == Slow ? TimeSpan.FromSeconds(10) : TimeSpan.Zero);
            return "left";
        });

        var rollouts = await RunAsync(new KeyDoorEnvironment(), policy, new RolloutOptions { EpisodeTime = TimeSpan.FromSeconds(25), BatchSize = 1 });

        rollouts.Select(rollout => (rollout.Trajectory.StopReason, rollout.Trajectory.Length)).ShouldBe([(StopReason.TurnLimit, 12), (StopReason.TurnLimit, 3), (StopReason.TurnLimit, 12)]);
    }

    private async Task<IReadOnlyList<Rollout>> RunAsync(IEnvironment environment, IPolicy policy, RolloutOptions options) =>
        await new RolloutEngine(environment).RunAsync(policy, Requests, new(1), options with { Clock = _clock, MaxTurns = 12, Workers = 1 }, null, Cancellation);

    private static string Actions(Rollout rollout) => string.Join(' ', rollout.Trajectory.Turns.Select(turn => turn.Action));

    private sealed class NoTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new InvalidOperationException("A timer is not needed.");
    }

    /// <summary>The corridor, in one task of which a step, or the reset (-1), does not end until it is let go, whoever wants it to.</summary>
    private sealed class StallingEnvironment(TaskId slow, int stalls) : IEnvironment
    {
        private readonly KeyDoorEnvironment _inner = new();
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "stalling";

        public double SuccessThreshold => 1;

        public TimeSpan? TurnTime { get; init; }

        public Task Stalled => _stalled.Task;

        public Task WasTold => _told.Task;

        public Task Disposed => _disposed.Task;

        public void Release() => _free.TrySetResult();

        public async ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
        {
            await StallAsync(task, -1, cancellationToken);
            return new Episode(this, await _inner.ResetAsync(task, cancellationToken));
        }

        private async Task StallAsync(TaskId task, int steps, CancellationToken cancellationToken)
        {
            if (task == slow && steps == stalls)
            {
                await using var told = cancellationToken.Register(() => _told.TrySetResult());
                _stalled.TrySetResult();
                await _free.Task;
            }
        }

        private sealed class Episode(StallingEnvironment owner, IEpisode inner) : IEpisode
        {
            private int _steps;

            public TaskId Task => inner.Task;

            public Observation Observation => inner.Observation;

            public bool IsDone => inner.IsDone;

            public double Return => inner.Return;

            public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
            {
                await owner.StallAsync(Task, _steps++, cancellationToken);
                return await inner.StepAsync(action, cancellationToken);
            }

            public ValueTask DisposeAsync()
            {
                _ = Task == owner.SlowTask && owner._disposed.TrySetResult();
                return ValueTask.CompletedTask;
            }
        }

        private TaskId SlowTask => slow;
    }

    /// <summary>Always goes left, but does not decide at all in one task.</summary>
    private sealed class StallingPolicy(TaskId slow) : IPolicy
    {
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<IReadOnlyList<Decision>> _free = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _allDisposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _disposed;

        public string Name => "stalling";

        public int Opened { get; private set; }

        public int LargestBatch { get; private set; }

        public int Disposed => _disposed;

        public Task Stalled => _stalled.Task;

        public Task AllDisposed => _allDisposed.Task;

        public void Release() => _free.TrySetResult([]);

        public IPolicySession Open(Decoding decoding)
        {
            Opened++;
            return new Session(this);
        }

        private sealed class Session(StallingPolicy owner) : IPolicySession
        {
            public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken)
            {
                owner.LargestBatch = Math.Max(owner.LargestBatch, episodes.Count);
                if (!episodes.Any(episode => episode.Task == owner.SlowTask))
                {
                    return new([.. episodes.Select(_ => new Decision("left"))]);
                }

                owner._stalled.TrySetResult();
                return new(owner._free.Task);
            }

            public void Release(OpenEpisode episode)
            {
            }

            public void Dispose()
            {
                if (Interlocked.Increment(ref owner._disposed) == 2)
                {
                    owner._allDisposed.TrySetResult();
                }
            }
        }

        private TaskId SlowTask => slow;
    }
}
