using System.Text.Json;
using Gleaner.Evaluation;
using Gleaner.Methods;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tests.Toy;

namespace Gleaner.Tests.Runs;

public class MethodRunnerTests
{
    private static readonly DiskRunFiles Files = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eef_solves_tasks_that_the_expert_failed()
    {
        using var folder = new TemporaryFolder();
        var metrics = await Experiment(folder).RunAsync();

        metrics[0].Exploration.Simulations.ShouldBeGreaterThan(9);
        metrics[^1].NewlySolvedTasks.ShouldBeGreaterThan(0);
        metrics.Select(iteration => iteration.SolvedTasks).ShouldBeInOrder();
        metrics.ShouldContain(iteration => iteration.Learning.RecoveryExamples > 0);
        metrics[^1].Exploration.Positives.ShouldBeGreaterThan(metrics[0].Exploration.Positives);
        metrics[^1].Exploration.StartStates.Select(state => state.Index).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task Costs_add_up_and_are_those_of_the_kept_rollouts()
    {
        using var folder = new TemporaryFolder();
        var metrics = await Experiment(folder).RunAsync();

        metrics[^1].Cumulative.Simulations.ShouldBe(metrics.Sum(iteration => iteration.Exploration.Simulations));
        metrics[^1].Cumulative.GradientSteps.ShouldBe(3 * 6);
        metrics[^1].Cumulative.EnvironmentSteps.ShouldBe(
            metrics.Sum(iteration => iteration.Exploration.StudentSteps + iteration.Exploration.ReplayedSteps));
        var records = Files.ReadLines<RolloutRecord>(folder.File("seed-7/EEF/iteration-1/rollouts.jsonl"));
        metrics[0].Exploration.StudentSteps.ShouldBe(records.Sum(record => record.Turns.Length));
        metrics[0].Exploration.SampledTokens.ShouldBe(records.Sum(record => record.Turns.Sum(turn => turn.Ids!.Value.Length)));
        metrics[0].Exploration.ReplayedSteps.ShouldBe(records.Sum(record => record.Step));
    }

    [Fact]
    public async Task What_is_shown_on_the_way_ends_with_what_is_measured()
    {
        using var folder = new TemporaryFolder();
        var last = new Dictionary<RunStage, StageProgress>();
        var observer = new RecordingObserver { Progressed = (stage, progress) => last[stage] = progress };
        var metrics = await new ToyExperiment(folder.Path) { Observer = observer, Cancellation = Cancellation }.RunAsync();

        foreach (var iteration in metrics)
        {
            var shown = last[new RunStage($"seed-7/EEF/iteration-{iteration.Number}", StageKind.Exploration, "EEF")];
            var measured = iteration.Exploration;
            (shown.Done, shown.Total, shown.Positives, shown.Diverged, shown.Failed).ShouldBe(
                (measured.Simulations + measured.Diverged, measured.Simulations + measured.Diverged, measured.Positives, measured.Diverged, measured.Failed));
            shown.Positives!.Value.ShouldBeLessThan(shown.Done);
        }
    }

    [Fact]
    public async Task A_summary_holds_what_was_measured()
    {
        using var folder = new TemporaryFolder();
        var metrics = await Experiment(folder).RunAsync();

        var summary = RunSummary.Read(folder.Path, Files);

        summary.Manifest.Finished.ShouldNotBeNull();
        summary.Splits.Keys.ShouldBe(["dev", "test", "train"]);
        summary.Pretraining.Keys.ShouldBe([7UL]);
        summary.Experts.Single().Trajectories.Length.ShouldBe(9);
        summary.Methods.Select(method => (method.Seed, method.Description.Name)).ShouldBe([(7UL, "BC"), (7UL, "EEF")]);
        summary.Methods[1].Iterations.Select(iteration => JsonSerializer.Serialize(iteration.Metrics))
            .ShouldBe(metrics.Select(iteration => JsonSerializer.Serialize(iteration)));
        summary.Methods[1].Iterations[0].Seconds.Total.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_best_iteration_is_picked_on_dev_and_never_on_test()
    {
        var description = new MethodDescription
        {
            Name = "EEF", Order = 0, StartStage = "seed-1/BC/iteration-1", RestartStage = null, Iterations = 3, Experts = [],
            Training = "train", Dev = "dev", Tests = ["test"], SuccessThreshold = 1,
        };
        var method = new MethodSummary(1, "seed-1/EEF", description, [Iteration(1, 1, 0, 1), Iteration(2, 1, 0.5, 0), Iteration(3, 1, 0.5, 1)]);

        method.BestOnDev!.Metrics.Number.ShouldBe(2);
        (method with { Description = description with { Dev = null } }).BestOnDev.ShouldBeNull();

        static IterationSummary Iteration(int number, double dev1, double dev2, double test)
        {
            var metrics = new IterationMetrics
            {
                Number = number, Exploration = new(), Learning = new(), Cumulative = default, SolvedTasks = 0, NewlySolvedTasks = 0,
                Evaluations =
                [
                    new SplitEvaluation("dev", "d", 1, [new(new("t/1"), dev1), new(new("t/2"), dev2)]),
                    new SplitEvaluation("test", "t", 1, [new(new("t/3"), test)]),
                ],
            };
            return new IterationSummary("", metrics, default);
        }
    }

    [Fact]
    public async Task An_account_tells_why_each_action_has_its_weight()
    {
        using var folder = new TemporaryFolder();
        await Experiment(folder).RunAsync();

        var accounts = TaskAccount.ReadAll(folder.Path, "seed-7/EEF", Files);

        accounts.Select(account => account.Task).ShouldBe(KeyDoorEnvironment.Split("train", 0, 9).Tasks);
        accounts.ShouldAllBe(account => account.Iterations.Length == 3 && account.Experts.Length == 1);
        var iterations = accounts.SelectMany(account => account.Iterations.Select(iteration => (account, iteration))).ToList();
        iterations.SelectMany(pair => pair.iteration.Examples).ShouldContain(example => example.StateStep > 0);
        foreach (var (account, iteration) in iterations)
        {
            iteration.Trunks.Length.ShouldBe(account.Experts[0].IsPositive(1) ? 0 : 1);
            iteration.Trunks.ShouldAllBe(trunk => trunk.Verdicts.Length == account.Experts[0].Length && trunk.States[0].Step == 0);
            iteration.Trunks.Sum(trunk => trunk.States.Sum(state => state.Outcome.Attempts)).ShouldBe(iteration.Trunks.Length * iteration.Rollouts.Length);
            iteration.Examples.Where(example => example.StateStep > 0).Select(example => example.StateStep)
                .ShouldBeSubsetOf(iteration.Trunks.SelectMany(trunk => trunk.RecoverySteps));
            iteration.Examples.SelectMany(example => example.Actions)
                .ShouldAllBe(action => action.Weight == 0 == (action.Reason == WeightReason.ExpertHarmful || action.Reason == WeightReason.BeforeRecoveryState));
        }

        Should.Throw<GleanerException>(() => TaskAccount.ReadAll(folder.Path, "seed-7/RFT", Files)).Message.ShouldContain("no method in 'seed-7/RFT'");
    }

    [Fact]
    public async Task Restarting_trains_from_the_base_in_every_iteration()
    {
        using var continued = new TemporaryFolder();
        using var restarted = new TemporaryFolder();
        var first = await Experiment(continued).RunAsync();
        var second = await new ToyExperiment(restarted.Path) { RestartStage = "seed-7/pretraining", Cancellation = Cancellation }.RunAsync();

        // The same examples in iteration 1, but the untrained base has the loss of a uniform choice among five actions.
        JsonSerializer.Serialize(second[0].Exploration).ShouldBe(JsonSerializer.Serialize(first[0].Exploration));
        second[0].Learning.Losses[0].ShouldBeGreaterThan(first[0].Learning.Losses[0]);
    }

    [Fact]
    public async Task Nothing_to_learn_from_is_said_when_nothing_was_explored()
    {
        using var folder = new TemporaryFolder();
        var experiment = new ToyExperiment(folder.Path) { Carelessness = 1, Cancellation = Cancellation };
        (await Should.ThrowAsync<GleanerException>(experiment.RunAsync)).Message
            .ShouldStartWith("BC has nothing to learn from: none of the 9 expert trajectories on the 9 training tasks is positive.");
    }

    [Fact]
    public async Task Where_exploration_finds_nothing_the_student_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var metrics = await new ToyExperiment(folder.Path) { Method = new FruitlessMethod(), Cancellation = Cancellation }.RunAsync();
        metrics.ShouldAllBe(iteration => iteration.Learning.Steps == 0 && iteration.Exploration.Simulations == 9);
        File.ReadAllText(folder.File("seed-7/fruitless/iteration-3/checkpoint/table.json"))
            .ShouldBe(File.ReadAllText(folder.File("seed-7/BC/iteration-1/checkpoint/table.json")));
    }

    [Theory]
    [InlineData(8, "train")]
    [InlineData(11, "dev")]
    public async Task Splits_that_overlap_are_refused(int firstTest, string other)
    {
        using var folder = new TemporaryFolder();
        var experiment = new ToyExperiment(folder.Path) { FirstTest = firstTest, Cancellation = Cancellation };
        (await Should.ThrowAsync<GleanerException>(experiment.RunAsync)).Message.ShouldStartWith($"Splits '{other}' and 'test' overlap");
    }

    [Fact]
    public async Task Another_method_in_the_same_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        await Experiment(folder).RunAsync();
        var other = new ToyExperiment(folder.Path) { RestartStage = "seed-7/pretraining", Cancellation = Cancellation };
        (await Should.ThrowAsync<GleanerException>(other.RunAsync)).Message.ShouldContain("belongs to another method or to other settings");
    }

    [Fact]
    public async Task An_environment_that_has_changed_stops_the_resumed_run()
    {
        using var folder = new TemporaryFolder();
        await Experiment(folder).RunAsync();
        var changed = new ToyExperiment(folder.Path) { Environment = new KeyDoorEnvironment("!"), Cancellation = Cancellation };
        (await Should.ThrowAsync<GleanerException>(changed.RunAsync)).Message.ShouldStartWith("Replay of wanderer on toy/");
    }

    [Fact]
    public async Task The_observer_sees_every_stage_in_order()
    {
        using var folder = new TemporaryFolder();
        var observer = new RecordingObserver();
        await new ToyExperiment(folder.Path) { Observer = observer, Cancellation = Cancellation }.RunAsync();

        observer.Started.Take(6).Select(stage => $"{stage.Folder} {stage.Kind} {stage.Subject}").ShouldBe(
        [
            "experts/wanderer ExpertCollection wanderer",
            "seed-7/pretraining Pretraining student",
            "seed-7/BC/iteration-1 Exploration BC",
            "seed-7/BC/iteration-1 Learning BC",
            "seed-7/BC/iteration-1 Evaluation dev",
            "seed-7/BC/iteration-1 Evaluation test",
        ]);
        observer.Finished.Count.ShouldBe(observer.Started.Count);
        observer.Finished.ShouldAllBe(result => !result.WasRestored);
    }

    private static ToyExperiment Experiment(TemporaryFolder folder) => new(folder.Path) { Cancellation = Cancellation };

    /// <summary>Explores, but learns from nothing.</summary>
    private sealed class FruitlessMethod : IMethod
    {
        private readonly RejectionSampling _exploration = new("RFT", 1);

        public string Name => "fruitless";

        public IReadOnlyList<Gleaner.Rollouts.RolloutRequest> Explore(IterationState state) => _exploration.Explore(state);

        public LearningSet Select(IterationState state) => new([]);
    }
}
