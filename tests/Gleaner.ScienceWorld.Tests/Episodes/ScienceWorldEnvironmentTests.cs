using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Scoring;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.ScienceWorld.Tests.Simulators;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Episodes;

/// <summary>Episodes on the stand-in simulator: a process that speaks the protocol and has a tiny world of its own.</summary>
public class ScienceWorldEnvironmentTests
{
    private const int Hallway = 0, Kitchen = 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_played_to_its_end()
    {
        await using var world = new StandInWorld();
        await using var episode = await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation);

        episode.Observation.Text.ShouldStartWith("Your task is to find a(n) dove. First, focus on it. Then, move it to the red box in the kitchen. (find-animal, 0)\nThis room is called the hallway.");
        (episode.Task, episode.Return, episode.IsDone, episode.Moves).ShouldBe((TaskOf(Hallway).Id, 0, false, 0));
        var rewards = new List<double>();
        foreach (var action in await world.Environment.ListGoldActionsAsync(TaskOf(Hallway), Cancellation))
        {
            episode.IsDone.ShouldBeFalse();
            var step = await episode.StepAsync(action, Cancellation);
            step.WasPossible.ShouldBeTrue();
            step.Observation.ShouldBe(episode.Observation);
            rewards.Add(step.Reward);
        }

        (episode.Return, episode.Score, episode.IsDone, episode.IsCompleted, episode.HasFailed).ShouldBe((1, 100, true, true, false));
        rewards.Sum().ShouldBe(1, 1e-12);
        rewards.Count(reward => reward > 0).ShouldBe(3);
    }

    [Fact]
    public async Task The_first_observation_can_be_the_task_alone()
    {
        await using var world = new StandInWorld(episodes: new EpisodeSettings { ShowsFirstLook = false });
        await using var episode = await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation);
        episode.Observation.Text.ShouldBe("Your task is to find a(n) dove. First, focus on it. Then, move it to the red box in the kitchen. (find-animal, 0)");
    }

    [Theory]
    [InlineData(ScoreRule.Highest, 0.5)]
    [InlineData(ScoreRule.Final, 0)]
    public async Task A_failure_ends_the_task_and_the_rule_says_what_it_is_worth(ScoreRule rule, double expected)
    {
        await using var world = new StandInWorld(episodes: new EpisodeSettings { Return = rule });
        var task = TaskOf(Kitchen);
        await using var episode = await world.Environment.ResetAsync(task.Id, Cancellation);
        foreach (var action in (string[])["go to hallway", "go to workshop", "go to hallway", "go to greenhouse", "go to hallway"])
        {
            await episode.StepAsync(action, Cancellation);
        }

        await PlayUntilFocusedAsync(episode, await world.Environment.ListGoldActionsAsync(task, Cancellation));
        episode.Return.ShouldBe(0.5);
        await episode.StepAsync("go to hallway", Cancellation);
        await episode.StepAsync("go to kitchen", Cancellation);
        var failure = await episode.StepAsync("focus on red cup", Cancellation);

        (failure.Reward, failure.IsDone, failure.WasPossible).ShouldBe((-1.5, true, true));
        (episode.Return, episode.Score, episode.HighestRawScore, episode.HasFailed).ShouldBe((expected, -100, 0.5, true));
    }

    [Theory]
    [InlineData(ScoreRule.Highest, "focus on red cup", 0)]
    [InlineData(ScoreRule.Final, "focus on red cup", 0)]
    [InlineData(ScoreRule.Highest, "inventory", 1 / 16.0)]
    public async Task The_return_is_the_score_that_the_trajectory_tells_although_the_first_look_scores(ScoreRule rule, string action, double expected)
    {
        await using var world = new StandInWorld(episodes: new EpisodeSettings { Return = rule });
        await using var episode = await world.Environment.ResetAsync(TaskOf(Kitchen).Id, Cancellation);
        (episode.RawScore, episode.Return).ShouldBe((1 / 16.0, 0));
        var seen = episode.Observation;
        var step = await episode.StepAsync(action, Cancellation);

        var trajectory = new Trajectory(episode.Task, "test", [new Turn(seen, action, Author.Expert, step.Reward, step.WasPossible)], step.Observation, episode.Return, StopReason.Done);
        episode.Return.ShouldBe(expected);
        (rule == ScoreRule.Highest ? EpisodeScore.Of(trajectory).Best : EpisodeScore.Of(trajectory).FinalFloored).ShouldBe(100 * episode.Return, 1e-6);
    }

    [Fact]
    public async Task Moves_beyond_the_limit_end_the_task()
    {
        await using var world = new StandInWorld(episodes: new EpisodeSettings { StepLimit = 22 });
        await using var episode = await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation);
        (await episode.StepAsync("wait", Cancellation)).IsDone.ShouldBeFalse();
        (await episode.StepAsync("wait", Cancellation)).IsDone.ShouldBeFalse();
        (await episode.StepAsync("look around", Cancellation)).IsDone.ShouldBeFalse();
        (await episode.StepAsync("wait1", Cancellation)).IsDone.ShouldBeTrue();
        episode.Moves.ShouldBe(24);
    }

    [Fact]
    public async Task Turns_are_limited_by_the_tasks_type_where_they_are_counted()
    {
        TaskId limited = Id("lifespan-longest-lived"), unlimited = Id("mendelian-genetics-known-plant");
        await using var world = new StandInWorld(episodes: new EpisodeSettings { TurnLimits = TurnLimitRule.Eto });

        var rollouts = await new RolloutEngine(world.Environment).RunAsync(
            new Waiter(),
            [.. new[] { limited, unlimited }.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(1),
            new RolloutOptions { MaxTurns = 130, Workers = 1 },
            cancellationToken: Cancellation);

        rollouts.Select(rollout => (rollout.Trajectory.Length, rollout.Trajectory.StopReason))
            .ShouldBe([(10, StopReason.TurnLimit), (130, StopReason.TurnLimit)]);
        await using var uncounted = new StandInWorld();
        uncounted.Environment.MaxTurns(limited).ShouldBe(int.MaxValue);

        static TaskId Id(string name) => new ScienceWorldTask(name, 0, Simplifications.None).Id;
    }

    [Fact]
    public async Task A_turn_that_thinks_aloud_is_its_action()
    {
        await using var world = new StandInWorld();
        await using var episode = await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation);
        (await episode.StepAsync("Thought: The kitchen is near.\nAction: go to kitchen", Cancellation)).Observation.Text.ShouldBe("You move to the kitchen.");
    }

    [Fact]
    public async Task A_menu_goes_to_the_agent_and_its_number_is_the_action()
    {
        await using var world = new StandInWorld();
        await using var episode = await world.Environment.ResetAsync(TaskOf(Kitchen).Id, Cancellation);

        var menu = await episode.StepAsync("pick up cup", Cancellation);
        menu.Observation.Text.ShouldBe(
            "Ambiguous request: Please enter the number for the action you intended (or blank to cancel):\n0:\tpick up red cup (in kitchen)\n1:\tpick up blue cup (in kitchen)\n");
        menu.WasPossible.ShouldBeTrue();
        (await episode.StepAsync("1", Cancellation)).Observation.Text.ShouldBe("You move the blue cup to the inventory.");

        var again = await episode.StepAsync("pick up cup", Cancellation);
        again.Observation.Text.ShouldStartWith("Ambiguous");
        var cancelled = await episode.StepAsync("", Cancellation);
        (cancelled.Observation.Text, cancelled.WasPossible).ShouldBe(("ERROR: Unknown response ().  Action cancelled.", false));
        var unknown = await episode.StepAsync("sing\na \\ song", Cancellation);
        (unknown.Observation.Text, unknown.WasPossible, unknown.Reward, episode.Moves).ShouldBe(("No known action matches that input.", false, 0, 1));
    }

    [Fact]
    public async Task What_the_world_allows_is_told_on_demand()
    {
        await using var world = new StandInWorld();
        await using var episode = await world.Environment.ResetAsync(TaskOf(Kitchen).Id, Cancellation);
        (await episode.ListValidActionsAsync(Cancellation)).ShouldContain("focus on red cup");
        await using var lease = await world.Environment.Simulators.RentAsync(Cancellation);
        (await lease.Simulator.ListTaskNamesAsync(Cancellation)).Length.ShouldBe(30);
        (await lease.Simulator.CountVariationsAsync("boil", Cancellation)).ShouldBe(30);
        await lease.Simulator.LoadAsync(TaskOf(Hallway), withGoldPath: false, Cancellation);
        (await lease.Simulator.ListGoldActionsAsync(Cancellation)).ShouldBeEmpty();
        (await lease.Simulator.ListInventoryAsync(Cancellation)).ShouldBe("In your inventory, you see:\n");
        (await lease.Simulator.LookAsync(Cancellation)).ShouldStartWith("This room is called the hallway.");
    }

    [Theory]
    [InlineData("scienceworld/easy/no-such-task/0", "ERROR: Unknown task (no-such-task).")]
    [InlineData("scienceworld/easy/boil/30", "exceeds the total number of variations")]
    [InlineData("webshop/0/0", "is not a task of ScienceWorld")]
    public async Task A_task_that_does_not_exist_is_refused_and_the_simulator_kept(string id, string message)
    {
        await using var world = new StandInWorld();
        (await Should.ThrowAsync<GleanerException>(async () => await world.Environment.ResetAsync(new TaskId(id), Cancellation))).Message.ShouldContain(message);
        await using var episode = await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation);
        world.Processes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Episodes_one_after_the_other_share_a_process_and_know_nothing_of_each_other()
    {
        await using var world = new StandInWorld();
        string? first = null;
        for (var round = 0; round < 3; round++)
        {
            await using var episode = await world.Environment.ResetAsync(TaskOf(Kitchen).Id, Cancellation);
            (episode.Return, episode.Moves).ShouldBe((0, 0));
            (first ??= episode.Observation.Text).ShouldBe(episode.Observation.Text);
            await episode.StepAsync("focus on red cup", Cancellation);
            episode.HasFailed.ShouldBeTrue();
        }

        world.Processes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_episodes_at_once_have_a_process_each()
    {
        await using var world = new StandInWorld();
        var play = async (int variation) =>
        {
            var task = TaskOf(variation);
            var gold = await world.Environment.ListGoldActionsAsync(task, Cancellation);
            await using var episode = await world.Environment.ResetAsync(task.Id, Cancellation);
            foreach (var action in gold)
            {
                await episode.StepAsync(action, Cancellation);
            }

            return episode.Return;
        };

        // Four at once take turns on two processes.
        (await Task.WhenAll(Enumerable.Range(0, 4).Select(play))).ShouldAllBe(result => result == 1);
        (world.Processes.Count, world.Environment.MaxOpenEpisodes).ShouldBe((2, 2));
        await world.Environment.DisposeAsync();
        world.Running.ShouldBe(0);
    }

    [Fact]
    public async Task A_process_that_was_killed_between_episodes_is_replaced_without_a_word()
    {
        await using var world = new StandInWorld();
        await (await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation)).DisposeAsync();
        using (var process = System.Diagnostics.Process.GetProcessById(world.Processes[0]))
        {
            process.Kill();
        }

        await using var episode = await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation);
        (world.Processes.Count, world.Running).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_disposed_episode_is_over()
    {
        await using var world = new StandInWorld();
        var episode = await world.Environment.ResetAsync(TaskOf(Hallway).Id, Cancellation);
        await episode.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await episode.StepAsync("look around", Cancellation));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        IEnvironment environment = new ScienceWorldEnvironment(
            new SimulatorPool(new NoSimulators(), new SimulatorOptions { Instances = 3 }), new EpisodeSettings());
        (environment.Name, environment.SuccessThreshold, environment.MaxOpenEpisodes, environment.RecordsTexts).ShouldBe(("scienceworld", 1, 3, true));
        Should.Throw<GleanerException>(() => new ScienceWorldEnvironment(
            new SimulatorPool(new NoSimulators(), new SimulatorOptions()), new EpisodeSettings { StepLimit = 0 })).Message.ShouldContain("must be at least 1");
    }

    private static async Task PlayUntilFocusedAsync(ScienceWorldEpisode episode, ImmutableArray<string> gold)
    {
        foreach (var action in gold.Take(gold.IndexOf(gold.First(action => action.StartsWith("focus", StringComparison.Ordinal))) + 1))
        {
            await episode.StepAsync(action, Cancellation);
        }
    }

    private static ScienceWorldTask TaskOf(int variation) => new("find-animal", variation, Simplifications.Easy);

    private sealed class NoSimulators : ISimulatorFactory
    {
        public Task<ISimulatorInstance> StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Looks into its inventory in every turn, which takes no time.</summary>
    private sealed class Waiter : IPolicy, IPolicySession
    {
        public string Name => "waiter";

        public IPolicySession Open(Decoding decoding) => this;

        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            new([.. episodes.Select(_ => new Decision("inventory"))]);

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}
