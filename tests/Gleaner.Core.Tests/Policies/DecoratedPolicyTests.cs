using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Policies;

public class DecoratedPolicyTests
{
    private static readonly RolloutRequest[] Requests =
        [.. KeyDoorEnvironment.Split("all", 0, 6).Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))];

    [Fact]
    public async Task The_policy_is_shown_the_hint_and_the_record_does_not_have_it()
    {
        var shown = new List<string>();
        var inner = ScriptedPolicy.Of("student", episode =>
        {
            shown.Add($"{episode.Turns.Count}: {string.Join(" | ", episode.Turns.Select(turn => turn.Observation.Text).Append(episode.Observation.Text))}");
            return episode.Turns.Count == 0 ? "right" : "left";
        });
        var policy = new DecoratedPolicy(inner, seen => seen.Step == 0 ? new Observation($"Solve correctly. {seen.Observation.Text}") : seen.Observation);

        var rollout = (await RunAsync(policy, Requests[..1], new RolloutOptions { MaxTurns = 2, Workers = 1 }))[0];

        policy.Name.ShouldBe("student");
        shown.ShouldBe(["0: Solve correctly. no key, key right", "1: Solve correctly. no key, key right | no key, key here"]);
        rollout.Trajectory.Turns.Select(turn => (turn.Observation.Text, turn.Action))
            .ShouldBe([("no key, key right", "right"), ("no key, key here", "left")]);
        inner.Released.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_prefix_is_shown_decorated_too()
    {
        var expert = (await RunAsync(Wanderer.Create("expert", 0), Requests[..1], new RolloutOptions { Author = Author.Expert }))[0].Trajectory;
        var steps = new List<int>();
        var policy = new DecoratedPolicy(ScriptedPolicy.Of("student", episode => episode.Turns.All(turn => turn.Observation.Text.StartsWith('!')) ? "open" : null), seen =>
        {
            steps.Add(seen.Step);
            return new Observation("!" + seen.Observation.Text);
        });

        var rollout = (await RunAsync(policy, [new RolloutRequest(StartState.After(expert, 2), 0)], new RolloutOptions { MaxTurns = 3 }))[0];

        (rollout.Trajectory.StopReason, rollout.PrefixLength, rollout.StudentSteps).ShouldBe((StopReason.TurnLimit, 2, 1));
        steps.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Nothing_changes_where_nothing_is_decorated()
    {
        var options = new RolloutOptions { Workers = 2, BatchSize = 2 };
        var plain = await RunAsync(Wanderer.Create(), Requests, options);
        var decorated = await RunAsync(new DecoratedPolicy(Wanderer.Create(), seen => seen.Observation), Requests, options);
        decorated.Select(Actions).ShouldBe(plain.Select(Actions));
    }

    private static async Task<IReadOnlyList<Rollout>> RunAsync(IPolicy policy, RolloutRequest[] requests, RolloutOptions options) =>
        await new RolloutEngine(new KeyDoorEnvironment()).RunAsync(policy, requests, new(1), options, null, TestContext.Current.CancellationToken);

    private static string Actions(Rollout rollout) => string.Join(' ', rollout.Trajectory.Turns.Select(turn => turn.Action));
}
