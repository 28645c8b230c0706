using Gleaner.Exploration;
using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs;

/// <summary>Trunks that are not an expert's only run on a task: further runs, and the student's own failures.</summary>
public class TrunkTests
{
    private static readonly DiskRunFiles Files = new(flushesToDisk: false);

    private static readonly IMethod OwnFailures = new ExploringExpertFailures(
        "EEF", ["wanderer"], new EefOptions { ExpertStates = 3, SimulationsPerTask = 6, ExploreOwnFailures = true, Choice = new AllSolutions() });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_runs_of_an_expert_on_a_task_are_kept_explored_and_told_apart()
    {
        using var folder = new TemporaryFolder();
        var method = new ExploringExpertFailures("EEF", ["wanderer"], new EefOptions { ExpertStates = 3, SimulationsPerTask = 7, Choice = new AllSolutions() });
        var experiment = new ToyExperiment(folder.Path) { Recorded = await RunsAsync(2), Method = method, Cancellation = Cancellation };
        await experiment.RunAsync();

        var trajectories = RunSummary.Read(folder.Path, Files).Experts.Single().Trajectories;
        trajectories.Select(trajectory => trajectory.Run).Order().ShouldBe([.. Enumerable.Repeat(1, 9), .. Enumerable.Repeat(2, 9)]);
        var accounts = TaskAccount.ReadAll(folder.Path, "seed-7/EEF", Files);
        var both = accounts.First(account => account.Experts.Count(expert => !expert.IsPositive(1)) == 2);
        foreach (var (trunk, expert) in both.Iterations[0].Trunks.Zip(both.Experts))
        {
            trunk.Trunk.ShouldBe(Trunk.NameOf(expert));
            trunk.Actions.ShouldBe(expert.Turns.Select(turn => turn.Action));
            trunk.States.Skip(1).Select(state => state.Step).ShouldBe(
                both.Iterations[0].Rollouts.Where(rollout => rollout.Trunk == trunk.Trunk).Select(rollout => rollout.Step).Order());
        }

        // From s0 each task counts once for an expert, however many runs it has there.
        var counts = RunSummary.Read(folder.Path, Files).Methods[1].Iterations[0].Metrics.Exploration.StartStates;
        counts[0].Simulations.ShouldBe(accounts.Count(account => account.Experts.Any(expert => !expert.IsPositive(1))));
        await ReadsBackAsync(folder, "#2");
    }

    [Fact]
    public async Task Runs_that_are_not_told_apart_are_refused()
    {
        using var folder = new TemporaryFolder();
        await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();
        using var directory = RunDirectory.Open(folder.Path, ToyExperiment.Identity, Files, TimeProvider.System);
        var context = new RunContext { Directory = directory, Environment = new KeyDoorEnvironment(), Rollouts = new RolloutOptions() };
        var twice = (await RunsAsync(1)).Take(1).ToList();
        var run = new MethodRun
        {
            Folder = "seed-7/twice", Order = 2, Method = new BehaviorCloning(), Iterations = 1, Prototype = new TableStudent(), StartStage = "seed-7/pretraining",
            Experts = [.. twice, .. twice], Training = KeyDoorEnvironment.Split("train", 0, 9), Tests = [],
            Learning = new(1, 1, 0.1, default), Exploration = new(1), Seed = default,
        };

        (await Should.ThrowAsync<GleanerException>(() => new MethodRunner(context).RunAsync(run, Cancellation)))
            .Message.ShouldContain("are named 'wanderer'; number the runs of an expert by TrajectoryRuns.Numbered");
    }

    [Fact]
    public async Task The_students_own_failures_are_explored_judged_and_learnt_from()
    {
        using var folder = new TemporaryFolder();
        await new ToyExperiment(folder.Path) { Method = OwnFailures, Cancellation = Cancellation }.RunAsync();

        Records(folder, 1).ShouldAllBe(record => record.Trunk == null || record.Trunk == "wanderer");
        Records(folder, 2).ShouldContain(record => record.Trunk == "student:1:s0:0");
        var accounts = TaskAccount.ReadAll(folder.Path, "seed-7/EEF", Files);
        var trunk = accounts.SelectMany(account => account.Iterations[1].Trunks).First(trunk => trunk.Trunk == "student:1:s0:0");
        (trunk.States[0].Step, trunk.Verdicts.Length).ShouldBe((0, trunk.Actions.Length));
        await ReadsBackAsync(folder, "student:");
    }

    [Fact]
    public async Task A_run_on_own_failures_resumes_to_the_same_bytes_wherever_it_was_killed()
    {
        using var undisturbed = new TemporaryFolder();
        var counting = new FaultyRunFiles();
        await new ToyExperiment(undisturbed.Path) { Files = counting, Method = OwnFailures, Cancellation = Cancellation }.RunAsync();
        var expected = ToyExperiment.DeterministicFiles(undisturbed.Path);

        for (var crashAt = counting.Changes / 2; crashAt <= counting.Changes; crashAt += 3)
        {
            using var folder = new TemporaryFolder();
            var dying = new FaultyRunFiles(crashAt);
            await Should.ThrowAsync<SimulatedCrash>(
                () => new ToyExperiment(folder.Path) { Files = dying, Method = OwnFailures, Cancellation = Cancellation }.RunAsync());
            dying.ReleaseAll();
            await new ToyExperiment(folder.Path) { Method = OwnFailures, Cancellation = Cancellation }.RunAsync();
            ToyExperiment.DeterministicFiles(folder.Path).ShouldBe(expected, $"killed at change {crashAt}");
        }
    }

    [Theory]
    [InlineData(typeof(FirstAttempt))]
    [InlineData(typeof(WilsonBound))]
    public async Task Accounts_tell_the_verdicts_of_the_methods_own_rule(Type rule)
    {
        using var folder = new TemporaryFolder();
        var options = new EefOptions
        {
            ExpertStates = 2, SimulationsPerTask = 6, Leftover = LeftoverUse.Initial,
            VerdictRule = rule == typeof(FirstAttempt) ? new FirstAttempt() : new WilsonBound(),
        };
        await new ToyExperiment(folder.Path) { Method = new ExploringExpertFailures("EEF", ["wanderer"], options), Cancellation = Cancellation }.RunAsync();

        var states = TaskAccount.ReadAll(folder.Path, "seed-7/EEF", Files)
            .SelectMany(account => account.Iterations).SelectMany(iteration => iteration.Trunks).SelectMany(trunk => trunk.States).ToList();
        states.ShouldContain(state => state.Outcome.Attempts > 1);
        states.ShouldAllBe(state => state.Verdict == options.VerdictRule.Judge(state.Outcome));
    }

    private static async Task ReadsBackAsync(TemporaryFolder folder, string trunk)
    {
        var solutions = new List<Solution>();
        for (var iteration = 1; iteration <= 3; iteration++)
        {
            var examples = await WeightedDataset.ReadAsync(folder.Path, "seed-7/EEF", iteration, new KeyDoorEnvironment(), Files, Cancellation);
            examples.ShouldAllBe(example => example.Solution.PassesThrough(example.State));
            solutions.AddRange(examples.Select(example => example.Solution));
        }

        solutions.ShouldContain(solution => solution.Start.Trunk != null && solution.Start.Trunk.Name.Contains(trunk, StringComparison.Ordinal));
        foreach (var solution in solutions.Where(solution => solution.Start.Trunk is not null))
        {
            solution.Trajectory.Turns.Take(solution.Start.Step).Select(turn => (turn.Action, turn.Author))
                .ShouldBe(solution.Start.Trunk!.Trajectory.Turns.Take(solution.Start.Step).Select(turn => (turn.Action, turn.Author)));
        }
    }

    private static IReadOnlyList<RolloutRecord> Records(TemporaryFolder folder, int iteration) =>
        Files.ReadLines<RolloutRecord>(folder.File($"seed-7/EEF/iteration-{iteration}/rollouts.jsonl"));

    private static async Task<IReadOnlyList<Trajectory>> RunsAsync(int count) =>
    [
        .. (await new RolloutEngine(new KeyDoorEnvironment()).RunAsync(
            Wanderer.Create(carelessness: 0.5),
            [.. from attempt in Enumerable.Range(0, count)
                from task in KeyDoorEnvironment.Split("train", 0, 9).Tasks
                select new RolloutRequest(StartState.Initial(task), attempt)],
            new Seed(7),
            new RolloutOptions { MaxTurns = 16, Author = Author.Expert, Decoding = new(1) },
            null,
            Cancellation)).Select(rollout => rollout.Trajectory),
    ];
}
