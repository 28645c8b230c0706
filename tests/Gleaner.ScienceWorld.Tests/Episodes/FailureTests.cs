using System.Diagnostics;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.StandIn;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.ScienceWorld.Tests.Simulators;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Episodes;

/// <summary>Every way in which a simulator can fail, through the rollout engine: the reason is told and no process is left.</summary>
public class FailureTests
{
    private const int GoodSteps = 3;

    private static readonly SimulatorOptions Options = new() { Instances = 2, LongestAnswer = 1 << 20 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.TalksNonsense, StopReason.EnvironmentError, "step(\"look around\"): the answer does not follow the protocol: 'HTTP/1.1 404 Not Found'.")]
    [InlineData(Fault.MixesTypes, StopReason.EnvironmentError, "step(\"look around\"): the answer is of type 'i', not 's'.")]
    [InlineData(Fault.AnswersTooMuch, StopReason.EnvironmentError, "step(\"look around\"): the answer is longer than 1048576 bytes.")]
    [InlineData(Fault.AnswersWithError, StopReason.EnvironmentError, "the gateway answered with an error: java.lang.IllegalStateException: the stand-in is out of sorts")]
    [InlineData(Fault.Throws, StopReason.EnvironmentError, "the gateway answered with an error: java.lang.RuntimeException: thrown by the stand-in")]
    [InlineData(Fault.ClosesWithinAnswer, StopReason.EnvironmentDied, "step(\"look around\"): the connection was closed in the middle of the answer.")]
    [InlineData(Fault.Closes, StopReason.EnvironmentDied, "step(\"look around\"): the connection was closed. The process ")]
    [InlineData(Fault.Dies, StopReason.EnvironmentDied, "has ended with exit code 3; its last errors: java.lang.OutOfMemoryError: of the stand-in")]
    public async Task A_failure_during_play_stops_its_rollout(Fault fault, StopReason reason, string message) =>
        await FailAsync(fault, Options, reason, message);

    [Theory]
    [InlineData(Fault.Hangs)]
    [InlineData(Fault.StopsWithinAnswer)]
    public async Task A_simulator_that_does_not_answer_is_given_up(Fault fault) =>
        await FailAsync(fault, Options with { StepTimeout = TimeSpan.FromSeconds(1) }, StopReason.EnvironmentTimedOut, "step(\"look around\"): no answer within 1 s.");

    [Fact]
    public async Task A_killed_simulator_stops_its_rollout_alone()
    {
        await using var world = new StandInWorld(options: Options with { Instances = 1 });
        var killed = 0;
        var policy = new Looker(() =>
        {
            if (Interlocked.Exchange(ref killed, 1) == 0)
            {
                using var process = Process.GetProcessById(world.Processes[0]);
                process.Kill();
            }
        });

        var rollouts = await RunAsync(world, policy, tasks: 4);

        rollouts.Count(rollout => rollout.Trajectory.StopReason == StopReason.EnvironmentDied).ShouldBe(1);
        rollouts.Count(rollout => rollout.Trajectory.StopReason == StopReason.TurnLimit).ShouldBe(3);
        rollouts.Single(rollout => rollout.Failure is not null).Failure!.ShouldContain("has ended with exit code 137");
        await world.Environment.DisposeAsync();
        world.Running.ShouldBe(0);
    }

    [Fact]
    public async Task A_simulator_may_print_as_much_as_it_likes()
    {
        await using var world = new StandInWorld(new StandInSettings(Fault: Fault.Floods), Options);
        (await RunAsync(world, new Looker(() => { }), tasks: 2)).ShouldAllBe(rollout => rollout.Trajectory.StopReason == StopReason.TurnLimit);
    }

    [Theory]
    [InlineData(Fault.ExitsAtStart, "ended without printing a port; process ", "has ended with exit code 1; its last errors:\nthe stand-in has no wish to start")]
    [InlineData(Fault.PrintsNoNumber, "should have printed its port first but printed 'Welcome to the stand-in'", "is still running")]
    [InlineData(Fault.LacksGateway, "java.lang.ClassNotFoundException: py4j.GatewayServer", "the scienceworld.jar of 'pip install scienceworld', with py4j in it?")]
    [InlineData(Fault.RefusesConnections, "ScienceWorld's simulator does not start. connecting to port ", "Is '")]
    public async Task A_simulator_that_does_not_start_ends_the_run(Fault fault, string message, string state)
    {
        await using var world = new StandInWorld(new StandInSettings(Fault: fault), Options);
        var error = await Should.ThrowAsync<GleanerException>(async () => await RunAsync(world, new Looker(() => { }), tasks: 2));
        error.Message.ShouldContain(message);
        error.Message.ShouldContain(state);
        await world.Environment.DisposeAsync();
        world.Running.ShouldBe(0);
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_refused_by_one_process_for_all_episodes()
    {
        await using var world = new StandInWorld(new StandInSettings(Version: StandInVersion.IsOld), Options);
        for (var again = 0; again < 2; again++)
        {
            (await Should.ThrowAsync<GleanerException>(async () => await RunAsync(world, new Looker(() => { }), tasks: 4))).Message.ShouldEndWith(
                "is of an old version of ScienceWorld, whose tasks have names such as 'task-1-boil'. Gleaner plays versions from 1.1.3 on: pip install scienceworld==1.3.0");
        }

        (world.Processes.Count, world.Running).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Each_simulator_has_a_folder_of_its_own_for_what_it_writes()
    {
        await using var world = new StandInWorld(options: Options);
        await using (await world.Environment.ResetAsync(TaskOf(0), Cancellation))
        await using (await world.Environment.ResetAsync(TaskOf(1), Cancellation))
        {
            world.Folders.Distinct().Count().ShouldBe(2);
            world.Folders.ShouldAllBe(folder => File.Exists(Path.Combine(folder!, "object_type_ids.tsv")));
        }

        await world.Environment.DisposeAsync();
        world.Folders.ShouldAllBe(folder => !Directory.Exists(folder));
        File.Exists("object_type_ids.tsv").ShouldBeFalse();

        static TaskId TaskOf(int variation) => new ScienceWorldTask("boil", variation, Simplifications.None).Id;
    }

    [Fact]
    public async Task A_simulator_without_a_port_ends_the_run()
    {
        await using var world = new StandInWorld(new StandInSettings(Fault: Fault.PrintsNoPort), Options with { StartTimeout = TimeSpan.FromSeconds(1) });
        (await Should.ThrowAsync<GleanerException>(async () => await RunAsync(world, new Looker(() => { }), tasks: 1)))
            .Message.ShouldContain("printed no port within 1 s");
        world.Running.ShouldBe(0);
    }

    [Fact]
    public async Task Stopping_a_run_leaves_no_process()
    {
        await using var world = new StandInWorld(new StandInSettings(Fault: Fault.Hangs, FaultAfterSteps: GoodSteps), Options);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var steps = 0;
        var policy = new Looker(() =>
        {
            if (++steps == GoodSteps)
            {
                cancellation.CancelAfter(TimeSpan.FromMilliseconds(50));
            }
        });
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(world, policy, tasks: 1, cancellation.Token));

        // What was cut short is not used again, so nothing is kept even before the environment is closed.
        world.Running.ShouldBe(0);
    }

    private static async Task FailAsync(Fault fault, SimulatorOptions options, StopReason reason, string message)
    {
        await using var world = new StandInWorld(new StandInSettings(Fault: fault, FaultAfterSteps: GoodSteps), options);
        var rollouts = await RunAsync(world, new Looker(() => { }), tasks: 3);
        foreach (var rollout in rollouts)
        {
            (rollout.Trajectory.StopReason, rollout.Trajectory.Length).ShouldBe((reason, GoodSteps - 1));
            rollout.Failure!.ShouldContain(message);
        }

        // Each process is ended when its episode is, and nothing waits for the environment to be closed.
        (world.Processes.Count, world.Running).ShouldBe((3, 0));
    }

    private static async Task<IReadOnlyList<Rollout>> RunAsync(StandInWorld world, IPolicy policy, int tasks, CancellationToken? cancellationToken = null)
    {
        var requests = Enumerable.Range(0, tasks)
            .Select(variation => new RolloutRequest(StartState.Initial(new ScienceWorldTask("boil", variation, Simplifications.None).Id), 0)).ToList();
        return await new RolloutEngine(world.Environment).RunAsync(
            policy, requests, new Seed(1), new RolloutOptions { MaxTurns = 6, Workers = 2 }, cancellationToken: cancellationToken ?? Cancellation);
    }

    /// <summary>Looks around in every turn.</summary>
    private sealed class Looker(Action looking) : IPolicy, IPolicySession
    {
        public string Name => "looker";

        public IPolicySession Open(Decoding decoding) => this;

        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken)
        {
            looking();
            return new([.. episodes.Select(_ => new Decision("look around"))]);
        }

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}
