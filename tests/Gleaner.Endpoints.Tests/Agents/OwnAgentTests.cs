using Gleaner.Endpoints.Agents;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Tests.Agents;

/// <summary>An agent and a task of one's own, and what they stand on.</summary>
public sealed class OwnAgentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ToolEnvironment _desks = new("desk", Desk.Tasks, task => new Desk(task));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_loop_with_tools_plays_and_its_calls_are_the_actions()
    {
        using var client = new CarelessClerk();
        var rollouts = await new RolloutEngine(_desks).RunAsync(
            new ToolPolicy("clerk", client, _desks),
            [.. Desk.Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(1),
            new RolloutOptions { Decoding = Decoding.Greedy },
            cancellationToken: TestContext.Current.CancellationToken);

        rollouts.Count(rollout => rollout.Trajectory.IsPositive(1)).ShouldBe(14);
        var first = rollouts[7].Trajectory;
        first.Turns.Select(turn => turn.Action).ShouldBe(["open {\"drawer\":\"middle\"}", "take {\"thing\":\"ruler\"}"]);
        first.Turns[0].Thought.ShouldBe("It must be in the middle drawer.");
        first.Turns[1].Observation.Text.ShouldBe("The middle drawer is open. There is a ruler.");
        (await CheckedReplay.PlayAsync(_desks, first, TestContext.Current.CancellationToken)).Return.ShouldBe(1);
    }

    [Theory]
    [InlineData("close {}", "There is no such tool. The tools are open, take.")]
    [InlineData("open the drawer", "There is no such tool. The tools are open, take.")]
    [InlineData("open", "The call of open was not understood")]
    [InlineData("open {\"drawer\":[1]}", "The call of open was not understood")]
    public async Task What_is_no_call_is_answered_and_not_possible(string action, string answer)
    {
        await using var episode = await _desks.ResetAsync(Desk.Tasks[0], TestContext.Current.CancellationToken);

        var step = await episode.StepAsync(action, TestContext.Current.CancellationToken);

        (step.WasPossible, step.IsDone).ShouldBe((false, false));
        step.Observation.Text.ShouldStartWith(answer);
    }
}
