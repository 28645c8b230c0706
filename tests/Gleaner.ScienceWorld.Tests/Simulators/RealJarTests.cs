using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Processes;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Simulators;

/// <summary>The user's own jar: set SCIENCEWORLD_JAR to it. Recordings are of simulator 1.3.0.</summary>
[Trait("Category", "Long")]
public class RealJarTests
{
    private const int GoldRuns = 50;
    private const int Steps = 1000;

    private static readonly EpisodeSettings Unlimited = new() { StepLimit = int.MaxValue };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_thirty_tasks_are_there_and_load()
    {
        await using var environment = Open(instances: 1);
        await using (var lease = await environment.Simulators.RentAsync(Cancellation))
        {
            (await lease.Simulator.ListTaskNamesAsync(Cancellation)).Order(StringComparer.Ordinal).ShouldBe(TaskTypes.Alphabetical.Select(type => type.Name));
            foreach (var type in TaskTypes.All)
            {
                (await lease.Simulator.CountVariationsAsync(type.Name, Cancellation)).ShouldBe(type.Variations, type.Name);
            }
        }

        foreach (var type in TaskTypes.All)
        {
            await using var episode = await environment.ResetAsync(new ScienceWorldTask(type.Name, type.Variations - 1, Simplifications.Easy).Id, Cancellation);
            episode.Observation.Text.ShouldStartWith("Your task is to ");
            (episode.IsDone, episode.Moves).ShouldBe((false, 0), type.Name);
        }

        environment.Simulators.Started.ShouldBe(1);
    }

    [Fact]
    public async Task Recorded_solutions_replay_with_the_same_observations_and_scores()
    {
        var runs = RecordedGoldRuns();
        await using var environment = Open(instances: 2);
        var options = new ParallelOptions { MaxDegreeOfParallelism = environment.MaxOpenEpisodes, CancellationToken = Cancellation };
        await Parallel.ForEachAsync(runs, options, async (run, _) => await ReplayAsync(environment, run));
    }

    [Fact]
    public async Task Two_at_once_play_as_each_would_alone()
    {
        var runs = RecordedGoldRuns();
        await using var environment = Open(instances: 2);
        await using var first = await environment.ResetAsync(runs[0].Task.Id, Cancellation);
        await using var second = await environment.ResetAsync(runs[1].Task.Id, Cancellation);
        for (var step = 0; step < Math.Max(runs[0].Steps.Length, runs[1].Steps.Length); step++)
        {
            await Task.WhenAll(StepAsync(first, runs[0], step), StepAsync(second, runs[1], step));
        }

        environment.Simulators.Started.ShouldBe(2);
    }

    [Fact]
    public async Task A_thousand_steps_do_not_make_it_grow()
    {
        var options = new SimulatorOptions { Instances = 1, Jar = Jar() };
        await using var simulator = await new JavaSimulatorFactory(options, new SystemProcessLauncher(ProcessIsolation.IgnoresStopSignals), new SystemHost()).StartAsync(Cancellation);
        var task = new ScienceWorldTask("boil", 0, Simplifications.Easy);
        var afterHalf = 0L;
        for (var step = 0; step < Steps; step++)
        {
            if (step % 100 == 0)
            {
                await simulator.LoadAsync(task, withGoldPath: false, Cancellation);
            }

            await simulator.StepAsync(step % 2 == 0 ? "go to kitchen" : "go to hallway", Cancellation);
            afterHalf = step == Steps / 2 ? simulator.ResidentBytes : afterHalf;
        }

        // The heap has its cap; what is beside it settles.
        simulator.ResidentBytes.ShouldBeLessThan((long)(options.MemoryMegabytes + options.ExtraMemoryMegabytes) << 20);
        (simulator.ResidentBytes - afterHalf).ShouldBeLessThan(100L << 20);
    }

    [Fact]
    public async Task A_wrong_simplification_is_refused_with_the_simulators_words()
    {
        var options = new SimulatorOptions { Instances = 1, Jar = Jar() };
        await using var simulator = await new JavaSimulatorFactory(options, new SystemProcessLauncher(ProcessIsolation.IgnoresStopSignals), new SystemHost()).StartAsync(Cancellation);
        (await Should.ThrowAsync<GleanerException>(async () =>
            await simulator.LoadAsync(new ScienceWorldTask("no-such-task", 0, Simplifications.None), withGoldPath: false, Cancellation)))
            .Message.ShouldContain("Unknown task (no-such-task)");
        (await simulator.LoadAsync(new ScienceWorldTask("boil", 0, Simplifications.None), withGoldPath: true, Cancellation)).RawScore.ShouldBe(0);
        (await simulator.ListGoldActionsAsync(Cancellation)).ShouldNotBeEmpty();
        (await simulator.ListValidActionsAsync(Cancellation)).ShouldContain("look around");
    }

    private static string Jar()
    {
        var jar = Environment.GetEnvironmentVariable(JarFinder.Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(jar), $"no simulator: set {JarFinder.Variable} to scienceworld.jar");
        return jar;
    }

    private static ScienceWorldEnvironment Open(int instances) => ScienceWorldEnvironment.Open(new SimulatorOptions { Instances = instances, Jar = Jar() }, Unlimited);

    private static async Task ReplayAsync(ScienceWorldEnvironment environment, Run run)
    {
        await using var episode = await environment.ResetAsync(run.Task.Id, Cancellation);
        episode.Observation.Text.ShouldBe(Opening.TextOf(run.Description, run.FirstLook), run.Task.Id.Value);
        for (var step = 0; step < run.Steps.Length; step++)
        {
            await StepAsync(episode, run, step);
        }

        (episode.Return, episode.IsCompleted).ShouldBe((1, true), run.Task.Id.Value);
    }

    private static async Task StepAsync(ScienceWorldEpisode episode, Run run, int step)
    {
        if (step < run.Steps.Length)
        {
            var where = $"{run.Task}, step {step}: {run.Steps[step].Action}";
            (await episode.StepAsync(run.Steps[step].Action, Cancellation)).Observation.Text.ShouldBe(run.Steps[step].Observation, where);
            episode.Score.ShouldBe(run.Steps[step].Score, where);
        }
    }

    // The first runs of each task in turn, so that many kinds are among them.
    private static ImmutableArray<Run> RecordedGoldRuns()
    {
        Jar();
        return
        [
            .. File.ReadLines(TestData.SimulatorRuns).Select(Read).OfType<Run>().GroupBy(run => run.Task.Name)
                .SelectMany(type => type.Select((run, place) => (run, place))).OrderBy(entry => entry.place).ThenBy(entry => entry.run.Task.Name, StringComparer.Ordinal)
                .Select(entry => entry.run).Take(GoldRuns),
        ];
    }

    private static Run? Read(string line)
    {
        using var record = JsonDocument.Parse(line);
        var root = record.RootElement;
        return root.GetProperty("kind").GetString() != "gold" ? null : new Run(
            new ScienceWorldTask(root.GetProperty("task").GetString()!, root.GetProperty("variation").GetInt32(), Simplifications.Parse(root.GetProperty("simplification").GetString()!)),
            root.GetProperty("description").GetString()!,
            root.GetProperty("first_observation").GetString()!,
            [.. root.GetProperty("steps").EnumerateArray().Select(step => (step.GetProperty("action").GetString()!, step.GetProperty("observation").GetString()!, step.GetProperty("score").GetInt32()))]);
    }

    private sealed record Run(ScienceWorldTask Task, string Description, string FirstLook, ImmutableArray<(string Action, string Observation, int Score)> Steps);
}
