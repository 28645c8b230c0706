using Gleaner.Environments;
using Gleaner.Evaluation;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Rollouts;

public class FailingEnvironmentTests
{
    private static readonly RolloutRequest[] Requests =
        [.. KeyDoorEnvironment.Split("all", 0, 12).Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 8, 3)]
    [InlineData(4, 48, 5)]
    public async Task What_answers_later_gives_the_same_and_no_more_is_open_than_may_be(int workers, int batchSize, int mostOpen)
    {
        var options = new RolloutOptions { Workers = workers, BatchSize = batchSize, MaxTurns = 12 };
        var expected = await new RolloutEngine(new KeyDoorEnvironment()).RunAsync(Wanderer.Create(), Requests, new(1), options, null, Cancellation);
        var slow = new FailingEnvironment((_, _) => null) { MaxOpenEpisodes = mostOpen };

        var rollouts = await new RolloutEngine(slow).RunAsync(Wanderer.Create(), Requests, new(1), options, null, Cancellation);

        rollouts.Select(Actions).ShouldBe(expected.Select(Actions));
        slow.MostOpen.ShouldBeLessThanOrEqualTo(mostOpen);
        slow.Open.ShouldBe(0);
    }

    [Theory]
    [InlineData(StopReason.EnvironmentDied)]
    [InlineData(StopReason.EnvironmentTimedOut)]
    [InlineData(StopReason.EnvironmentError)]
    public async Task A_failure_stops_its_own_rollout_only(StopReason reason)
    {
        var broken = Requests[3].Start.Task;
        var closed = Requests[5].Start.Task;
        var environment = new FailingEnvironment((task, steps) => task == broken && steps == 1 || task == closed && steps == -1 ? reason : null);

        var rollouts = await new RolloutEngine(environment)
            .RunAsync(Wanderer.Create(carelessness: 0), Requests, new(1), new RolloutOptions { Workers = 2, BatchSize = 3 }, null, Cancellation);

        rollouts.Count(rollout => rollout.WasSimulated).ShouldBe(Requests.Length - 2);
        rollouts[3].Trajectory.StopReason.ShouldBe(reason);
        rollouts[3].Trajectory.Length.ShouldBe(1);
        rollouts[3].Failure.ShouldBe($"{broken} failed after 1 steps.");
        (rollouts[5].Trajectory.StopReason, rollouts[5].Trajectory.Length).ShouldBe((reason, 0));
        environment.Open.ShouldBe(0);
    }

    [Theory] // Each reward may be finite, and their sum is not.
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(1e308, 1)]
    public async Task A_reward_or_return_that_is_no_number_is_a_failure_of_the_environment(double reward, int turns)
    {
        var rollouts = await new RolloutEngine(new Paying(reward)).RunAsync(
            Wanderer.Create(), Requests[..1], new(1), new RolloutOptions { Workers = 1, MaxTurns = 5 }, null, Cancellation);

        var rollout = rollouts.ShouldHaveSingleItem();
        (rollout.Trajectory.StopReason, rollout.Trajectory.Length).ShouldBe((StopReason.EnvironmentError, turns));
        double.IsFinite(rollout.Trajectory.Return).ShouldBeTrue();
        rollout.Failure!.ShouldEndWith("both must be finite numbers.");
    }

    /// <summary>Pays the same for every action and never ends.</summary>
    private sealed class Paying(double reward) : IEnvironment
    {
        public string Name => "paying";

        public double SuccessThreshold => 1;

        public async ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) =>
            new Episode(await new KeyDoorEnvironment().ResetAsync(task, cancellationToken), reward);

        private sealed class Episode(IEpisode inner, double reward) : IEpisode
        {
            public TaskId Task => inner.Task;

            public Observation Observation => inner.Observation;

            public bool IsDone => false;

            public double Return { get; private set; }

            public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
            {
                Return += reward;
                return (await inner.StepAsync(action, cancellationToken)) with { Reward = reward, IsDone = false };
            }
        }
    }

    [Fact]
    public async Task An_environment_that_only_fails_ends_the_simulation()
    {
        var environment = new FailingEnvironment((_, _) => StopReason.EnvironmentDied);
        var finished = 0;

        var exception = await Should.ThrowAsync<GleanerException>(() => new RolloutEngine(environment).RunAsync(
            Wanderer.Create(), Requests, new(1), new RolloutOptions { Workers = 1, BatchSize = 1, MaxFailuresInARow = 5 }, _ => finished++, Cancellation));

        exception.Message.ShouldStartWith("The environment failed 5 times in a row; the last time:");
        (environment.Resets.Count, finished, environment.Open).ShouldBe((5, 5, 0));
    }

    [Fact]
    public async Task A_defect_or_a_cancellation_leaves_no_episode_open()
    {
        using var stop = new CancellationTokenSource();
        var environment = new FailingEnvironment((_, steps) =>
        {
            if (steps == 2)
            {
                stop.Cancel();
            }

            return null;
        });

        await Should.ThrowAsync<OperationCanceledException>(() => new RolloutEngine(environment).RunAsync(
            Wanderer.Create(), Requests, new(1), new RolloutOptions { Workers = 2, BatchSize = 4 }, null, stop.Token));
        environment.Open.ShouldBe(0);

        var defect = new FailingEnvironment((_, steps) => steps == 1 ? throw new InvalidOperationException("a defect") : null);
        await Should.ThrowAsync<InvalidOperationException>(() => new RolloutEngine(defect).RunAsync(
            Wanderer.Create(), Requests, new(1), new RolloutOptions { Workers = 2, BatchSize = 4 }, null, Cancellation));
        defect.Open.ShouldBe(0);
    }

    [Fact]
    public async Task What_a_failure_cut_short_is_neither_won_nor_learnt_from()
    {
        var rollout = (await new RolloutEngine(new KeyDoorEnvironment())
            .RunAsync(Wanderer.Create(carelessness: 0), Requests[..1], new(1), new RolloutOptions(), null, Cancellation))[0];
        rollout.Trajectory.Return.ShouldBe(1);
        var cut = rollout with { Trajectory = rollout.Trajectory with { StopReason = StopReason.EnvironmentDied } };
        var positives = new PositiveRepository([], 1).Add([cut], 1);
        var evaluation = SplitEvaluation.Of(new("test", [cut.Request.Start.Task]), [cut], new KeyDoorEnvironment());

        positives.Count.ShouldBe(0);
        (evaluation.Failed, evaluation.Wins, evaluation.Score).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task An_evaluation_has_the_means_of_what_the_environment_measures()
    {
        var environment = new FailingEnvironment((task, _) => task == Requests[1].Start.Task ? StopReason.EnvironmentDied : null)
        {
            Measures = [new("turns", "Number of turns.", trajectory => trajectory.Length)],
        };
        var split = new TaskSplit("test", [.. Requests[..3].Select(request => request.Start.Task)]);

        var rollouts = await new RolloutEngine(environment)
            .RunAsync(Wanderer.Create(carelessness: 0), Requests[..3], default, new RolloutOptions { Workers = 1 }, null, Cancellation);
        var evaluation = SplitEvaluation.Of(split, rollouts, environment);

        var lengths = (await new RolloutEngine(new KeyDoorEnvironment())
            .RunAsync(Wanderer.Create(carelessness: 0), Requests[..3], default, new RolloutOptions(), null, Cancellation)).Select(rollout => rollout.Trajectory.Length).ToList();
        evaluation.Failed.ShouldBe(1);
        evaluation.Measures!["turns"].ShouldBe((lengths[0] + lengths[2]) / 3.0, 1e-12);
    }

    private static string Actions(Rollout rollout) => string.Join(' ', rollout.Trajectory.Turns.Select(turn => turn.Action));
}
