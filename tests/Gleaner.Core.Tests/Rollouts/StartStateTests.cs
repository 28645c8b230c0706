using Gleaner.Rollouts;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Rollouts;

public class StartStateTests
{
    [Theory] // The last is the start state itself: nobody acts there before the student does.
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_start_state_is_reached_only_if_everything_up_to_it_is_seen_again(int changed)
    {
        var engine = new RolloutEngine(new KeyDoorEnvironment());
        var options = new RolloutOptions { MaxTurns = 12, Workers = 1 };
        var task = KeyDoorEnvironment.Task(key: 2, door: 5);
        var expert = (await engine.RunAsync(
            Wanderer.Create(carelessness: 0), [new(StartState.Initial(task), 0)], new(1), options, null, TestContext.Current.CancellationToken))[0].Trajectory;
        var moved = expert with { Turns = expert.Turns.SetItem(changed, expert.Turns[changed] with { Observation = new Observation("elsewhere") }) };

        var rollouts = await engine.RunAsync(
            Wanderer.Create(carelessness: 0), [new(StartState.After(expert, 3), 0), new(StartState.After(moved, 3), 0)], new(1), options, null,
            TestContext.Current.CancellationToken);

        (rollouts[0].WasSimulated, rollouts[0].Trajectory.StopReason).ShouldBe((true, StopReason.Done));
        (rollouts[1].WasSimulated, rollouts[1].Trajectory.StopReason).ShouldBe((false, StopReason.ReplayDiverged));
        rollouts[1].StudentSteps.ShouldBe(0);
    }

    [Fact]
    public async Task A_reply_without_an_action_stays_one_on_the_way_to_a_start_state()
    {
        var engine = new RolloutEngine(new KeyDoorEnvironment());
        var options = new RolloutOptions { MaxTurns = 12, Workers = 1 };
        var task = KeyDoorEnvironment.Task(key: 2, door: 5);
        var expert = (await engine.RunAsync(
            Wanderer.Create(carelessness: 0), [new(StartState.Initial(task), 0)], new(1), options, null, TestContext.Current.CancellationToken))[0].Trajectory;
        var kept = expert with { Turns = expert.Turns.SetItem(1, expert.Turns[1] with { IsMalformed = true }) };

        var rollout = (await engine.RunAsync(
            Wanderer.Create(carelessness: 0), [new(StartState.After(kept, 3), 0)], new(1), options, null, TestContext.Current.CancellationToken))[0];

        rollout.Trajectory.Turns.Select(turn => turn.IsMalformed).Take(4).ShouldBe([false, true, false, false]);
    }
}
