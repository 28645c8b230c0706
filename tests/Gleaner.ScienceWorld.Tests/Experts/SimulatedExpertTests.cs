using System.Collections.Immutable;
using Gleaner.Environments.Recorded;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.ScienceWorld.Experts;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tests.Simulators;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Experts;

public sealed class SimulatedExpertTests
{
    private const string Look = "This room is called the kitchen. In it, you see: \n\tthe agent\n\ta substance called air\n\ta stove, which is turned off. On the stove is: nothing.\n\ta wood cup (containing red paint)\n\tapple juice\nYou also see:\n\tA door to the hallway (that is open)\n\tA door to the outside (that is open)\n\tA door to the bathroom (that is closed)";

    private static readonly TaskId Task = new("scienceworld/easy/boil/0");
    private static readonly ImmutableArray<string> Gold = ["look around", "go to hallway", "look around", "pick up pot", "focus on apple juice", "wait"];

    [Fact]
    public async Task Without_faults_the_solution_is_played() => (await PlayAsync(new FaultRates())).ShouldBe(Gold);

    [Fact]
    public async Task A_skipped_step_is_no_look_around()
    {
        var played = await PlayAsync(new FaultRates { SkipsStep = 1 });
        played.Count.ShouldBe(Gold.Length - 1);
        played.Count(action => action == "look around").ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_door_is_open_and_another() =>
        (await PlayAsync(new FaultRates { TakesWrongDoor = 1 })).ShouldBe(Gold.Replace("go to hallway", "go to outside"));

    [Fact]
    public async Task A_wrong_thing_was_seen_and_is_another()
    {
        var played = await PlayAsync(new FaultRates { FocusesOnWrongThing = 1 });
        played[4].ShouldBeOneOf("focus on stove", "focus on wood cup");
        played.Where((_, index) => index != 4).ShouldBe(Gold.Where((_, index) => index != 4));
    }

    [Fact]
    public async Task Giving_up_happens_in_the_second_half()
    {
        var played = await PlayAsync(new FaultRates { StopsEarly = 1 });
        played.Count.ShouldBeInRange(3, 5);
        played.ShouldBe(Gold.Take(played.Count));
    }

    [Fact]
    public async Task A_task_without_a_solution_is_given_up()
    {
        var policy = new SimulatedExpertPolicy("spoilt", new RecordedGoldPaths([]), new FaultRates(), new Seed(1));
        (await DecideAsync(policy, Episode([]))).Action.ShouldBeNull();
    }

    [Fact]
    public async Task Faults_are_drawn_per_task_as_often_as_stated()
    {
        var policy = new SimulatedExpertPolicy("spoilt", new FixedPaths(), new FaultRates { StopsEarly = 0.3 }, new Seed(1));
        var stopped = 0;
        for (var variation = 0; variation < 400; variation++)
        {
            var last = Episode([.. Gold.Take(Gold.Length - 1)], new TaskId($"scienceworld/easy/boil/{variation}"));
            stopped += (await DecideAsync(policy, last)).Action is null ? 1 : 0;
        }

        stopped.ShouldBeInRange(90, 150);
    }

    [Fact]
    public void A_rate_is_a_probability() =>
        Should.Throw<GleanerException>(() => new SimulatedExpertPolicy("x", new FixedPaths(), new FaultRates { SkipsStep = 1.5 }, new Seed(0)))
            .Message.ShouldContain("SkipsStep of a simulated expert is 1.5");

    [Fact]
    [Trait("Category", "Oracle")]
    public async Task Recorded_solutions_are_solutions_in_the_recorded_environment()
    {
        var runs = RecordingFiles.Read(TestData.SimulatorRuns).Select(reading => new RunImport().ToTrajectory(reading.Run!)).Where(run => run.Policy == "gold").ToList();
        var environment = new RecordedEnvironment("scienceworld", 1, runs, rewards => rewards.Sum());
        var policy = new SimulatedExpertPolicy("perfect", new RecordedGoldPaths(runs), new FaultRates(), new Seed(1));
        foreach (var run in runs)
        {
            await using var episode = await environment.ResetAsync(run.Task, CancellationToken.None);
            var turns = new List<Turn>();
            while (!episode.IsDone)
            {
                var decision = await DecideAsync(policy, OpenEpisode.Of(run.Task, turns, episode.Observation, new Seed(0).ToStream()));
                turns.Add(new Turn(episode.Observation, decision.Action.ShouldNotBeNull(), Author.Expert, 0, true));
                await episode.StepAsync(decision.Action, CancellationToken.None);
            }

            episode.Return.ShouldBe(1, 1e-9);
        }

        runs.Count.ShouldBe(150);
    }

    [Fact]
    [Trait("Category", "Oracle")]
    public void Every_recorded_look_shows_doors_and_things()
    {
        var looks = RecordingFiles.Read(TestData.SimulatorRuns).Concat(RecordingFiles.Read(TestData.OracleRuns)).Select(reading => reading.Run!.Look!).ToList();
        looks.ShouldAllBe(look => SeenThings.IsLook(look));
        looks.ShouldAllBe(look => SeenThings.Things(look).Length > 0);
        looks.Count(look => SeenThings.OpenDoors(look).Length > 0).ShouldBe(60 + 271, "doors are open in the easy world and in the oracle's");
        looks.SelectMany(look => SeenThings.Things(look)).ShouldAllBe(thing => thing.Trim() == thing && thing.Length > 1);
    }

    [Fact]
    public async Task It_plays_in_a_simulator_that_works_the_solutions_out()
    {
        await using var world = new StandInWorld();
        await using var solver = new StandInWorld(options: new SimulatorOptions { Instances = 1 });
        var paths = new SimulatorGoldPaths(solver.Environment);
        List<RolloutRequest> requests = [.. Enumerable.Range(0, 12).Select(n => new RolloutRequest(StartState.Initial(new TaskId($"scienceworld/easy/boil/{n}")), 0))];
        var options = new RolloutOptions { MaxTurns = 30, Decoding = Decoding.Greedy, Author = Author.Expert };

        var perfect = new SimulatedExpertPolicy("perfect", paths, new FaultRates(), new Seed(1));
        (await new RolloutEngine(world.Environment).RunAsync(perfect, requests, new Seed(2), options, null, TestContext.Current.CancellationToken))
            .ShouldAllBe(rollout => rollout.Trajectory.Return == 1);

        var quitter = new SimulatedExpertPolicy("quitter", paths, new FaultRates { StopsEarly = 1 }, new Seed(1));
        (await new RolloutEngine(world.Environment).RunAsync(quitter, requests, new Seed(2), options, null, TestContext.Current.CancellationToken))
            .ShouldAllBe(rollout => rollout.Trajectory.Return < 1 && rollout.Trajectory.StopReason == StopReason.NoAction);
    }

    [Fact]
    public async Task Solutions_of_several_episodes_are_worked_out_together()
    {
        using var session = new SimulatedExpertPolicy("perfect", new MeetingPaths(3), new FaultRates(), new Seed(1)).Open(Decoding.Greedy);
        List<OpenEpisode> episodes = [.. Enumerable.Range(0, 3).Select(n => Episode([], new TaskId($"scienceworld/easy/boil/{n}")))];
        var decisions = await session.ActAsync(episodes, TestContext.Current.CancellationToken);
        decisions.Select(decision => decision.Action).ShouldBe(Enumerable.Repeat(Gold[0], 3));
    }

    private static async Task<List<string>> PlayAsync(FaultRates rates)
    {
        var policy = new SimulatedExpertPolicy("spoilt", new FixedPaths(), rates, new Seed(3));
        var played = new List<string>();
        while ((await DecideAsync(policy, Episode(played))).Action is { } action)
        {
            played.Add(action);
        }

        return played;
    }

    private static OpenEpisode Episode(IReadOnlyList<string> played, TaskId? task = null) => OpenEpisode.Of(
        task ?? Task, played.Select(action => new Turn(new Observation(Look), action, Author.Expert, 0, true)), new Observation(Look), new Seed(0).ToStream());

    private static async Task<Decision> DecideAsync(SimulatedExpertPolicy policy, OpenEpisode episode)
    {
        using var session = policy.Open(Decoding.Greedy);
        return (await session.ActAsync([episode], CancellationToken.None))[0];
    }

    private sealed class FixedPaths : IGoldPaths
    {
        public ValueTask<ImmutableArray<string>> FindAsync(TaskId task, CancellationToken cancellationToken) => ValueTask.FromResult(Gold);
    }

    /// <summary>Answers once it has been asked by as many as it waits for.</summary>
    private sealed class MeetingPaths(int callers) : IGoldPaths
    {
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public async ValueTask<ImmutableArray<string>> FindAsync(TaskId task, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _asked) == callers)
            {
                _met.SetResult();
            }

            await _met.Task.WaitAsync(cancellationToken);
            return Gold;
        }
    }
}
