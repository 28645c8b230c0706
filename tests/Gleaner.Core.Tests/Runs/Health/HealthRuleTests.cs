using System.Collections.Immutable;
using Gleaner.Runs;
using Gleaner.Runs.Health;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs.Health;

/// <summary>What each check finds, from where on it warns, and what it shows.</summary>
public class HealthRuleTests
{
    [Theory]
    [InlineData(0, HealthStatus.Fine)]
    [InlineData(5, HealthStatus.Notice)]
    [InlineData(6, HealthStatus.Warning)]
    public void Full_contexts_are_a_warning_from_more_than_a_twentieth_on(int full, HealthStatus expected)
    {
        var check = Of(EndRules.ContextLimits(), Stage("EEF: exploring", Rollouts(100, i => Rollout(i) with { StopReason = i < full ? StopReason.ContextLimit : StopReason.Done })));

        check.Status.ShouldBe(expected);
        check.Examples.Length.ShouldBe(Math.Min(full, HealthCheck.MostExamples));
        check.Finding.ShouldContain(full == 0 ? "None of 100 rollouts." : $"{full} of 100 rollouts ({full}.0 %) ended because the policy's context was full.");
    }

    [Fact]
    public void The_worst_stage_decides_and_is_named()
    {
        var check = Of(
            EndRules.ContextLimits(),
            Stage("BC: evaluating on test", Rollouts(900, i => Rollout(i))),
            Stage("EEF: exploring", Rollouts(100, i => Rollout(i) with { StopReason = i < 10 ? StopReason.ContextLimit : StopReason.Done })));

        check.Status.ShouldBe(HealthStatus.Warning);
        check.Finding.ShouldBe("10 of 1,000 rollouts (1.0 %) ended because the policy's context was full; most of all in “EEF: exploring”, 10 of 100.");
        var example = check.Examples[0];
        (example.Stage, example.Place, example.Task, example.Rollout).ShouldBe(("seed-1/EEF/iteration-1", "EEF: exploring", new TaskId("toy/0"), "toy/0|s0|0"));
        example.LastActions.ShouldBe(["a0", "a1"]);
    }

    [Fact]
    public void Little_is_not_called_nothing() => Of(
        EndRules.ContextLimits(), Stage("EEF: exploring", Rollouts(4000, i => Rollout(i) with { StopReason = i == 0 ? StopReason.ContextLimit : StopReason.Done })))
        .Finding.ShouldStartWith("1 of 4,000 rollouts (under 0.1 %)");

    [Fact]
    public void Failures_of_the_environment_are_told_in_its_own_words()
    {
        var check = Of(EndRules.EnvironmentFailures(), Stage("EEF: exploring", Rollouts(10, i => Rollout(i) with
        {
            StopReason = i < 3 ? StopReason.EnvironmentError : StopReason.Done,
            Failure = i < 2 ? "500 Internal Server Error" : i == 2 ? "no such session" : null,
        })));

        check.Status.ShouldBe(HealthStatus.Warning);
        check.Finding.ShouldEndWith(" It said: “500 Internal Server Error” (2 times); “no such session” (1 times).");
        check.Examples[0].Text.ShouldBe("The environment said: 500 Internal Server Error");
    }

    [Fact]
    public void Words_that_an_earlier_version_did_not_record_are_said_to_be_missing() =>
        Of(EndRules.EnvironmentFailures(), Stage("EEF: exploring", [Rollout(1) with { StopReason = StopReason.EnvironmentDied }]))
            .Finding.ShouldEndWith("What it said was not recorded.");

    [Theory]
    [InlineData(1, HealthStatus.Notice)]
    [InlineData(2, HealthStatus.Warning)]
    public void Start_states_that_were_not_reached(int missed, HealthStatus expected) => Of(
        EndRules.StartStatesMissed(),
        Stage("EEF: exploring", Rollouts(100, i => Rollout(i) with { Trunk = "expert", Step = 2, StopReason = i < missed ? StopReason.ReplayDiverged : StopReason.Done }))).Status.ShouldBe(expected);

    [Fact]
    public void Start_states_that_were_reached_by_other_texts_are_counted_apart()
    {
        HealthCheck Check(int missed) => Of(EndRules.StartStatesMissed(), Stage("EEF: exploring", Rollouts(100, i => Rollout(i) with
        {
            Trunk = "expert",
            Step = 1,
            StopReason = i < missed ? StopReason.ReplayDiverged : StopReason.Done,
            Before = i >= 95 ? ["other"] : null,
        })));

        const string apart = "5 others reached it by texts that differ from the recorded ones only in what the environment tolerates; these were simulated.";
        (Check(0).Status, Check(0).Finding).ShouldBe((HealthStatus.Notice, $"None of 100 rollouts. {apart}"));
        (Check(2).Status, Check(2).Finding).ShouldBe((HealthStatus.Warning, $"2 of 100 rollouts (2.0 %) were not simulated, because replaying the recorded actions did not reach their start state. {apart}"));
    }

    [Theory]
    [InlineData(0, 0, HealthStatus.Fine)]
    [InlineData(20, 0, HealthStatus.Notice)]
    [InlineData(21, 0, HealthStatus.Warning)]
    [InlineData(0, 5, HealthStatus.Notice)]
    [InlineData(0, 6, HealthStatus.Warning)]
    public void Replies_that_were_no_actions(int notUnderstood, int gaveUp, HealthStatus expected)
    {
        var check = Of(new MalformedReplyRule(), Stage("EEF: exploring", Rollouts(100, i => Rollout(i) with
        {
            Turns = [new ActionRecord("look", 0, i >= notUnderstood) { Ids = [1] }],
            StopReason = i < gaveUp ? StopReason.NoAction : StopReason.Done,
        })));

        check.Status.ShouldBe(expected);
        check.Examples.IsEmpty.ShouldBe(expected == HealthStatus.Fine);
    }

    [Fact]
    public void A_script_that_gives_up_means_it()
    {
        var stage = Stage("crafter: playing the training tasks", Rollouts(100, i => Rollout(i) with { StopReason = i < 50 ? StopReason.NoAction : StopReason.Done }));

        Of(new MalformedReplyRule(), stage).Status.ShouldBe(HealthStatus.Warning);
        Of(new MalformedReplyRule(), stage with { IsScripted = true }).Status.ShouldBe(HealthStatus.Fine);
    }

    [Theory]
    [InlineData(0, 8, HealthStatus.Warning)]
    [InlineData(1, 8, HealthStatus.Notice)]
    [InlineData(0, 7, HealthStatus.Fine)]
    public void Returns_that_are_all_the_same(double value, int rollouts, HealthStatus expected) =>
        Of(new ConstantRewardRule(), Stage("EEF: exploring", Rollouts(rollouts, i => Rollout(i) with { Return = value }))).Status.ShouldBe(expected);

    [Fact]
    public void Returns_that_differ_in_one_rollout_are_fine() =>
        Of(new ConstantRewardRule(), Stage("EEF: exploring", Rollouts(20, i => Rollout(i) with { Return = i == 7 ? 0.5 : 0 }))).Status.ShouldBe(HealthStatus.Fine);

    [Theory]
    [InlineData(18, HealthStatus.Fine)]
    [InlineData(19, HealthStatus.Warning)]
    public void Tasks_whose_rollouts_all_came_to_the_same(int same, HealthStatus expected)
    {
        // Two rollouts of each of 20 tasks; of the first of them half are always won.
        var check = Of(new OneOutcomeRule(), Stage("EEF: exploring", Rollouts(40, i => Rollout(i / 2) with { Attempt = i % 2, Return = i / 2 < same ? i / 2 % 2 : i % 2 })));

        check.Status.ShouldBe(expected);
        check.Finding.ShouldContain($"{same} of 20 groups of rollouts of one task");
        check.Finding.ShouldContain($"Of these, {same / 2} were won every time and {same - (same / 2)} never.");
    }

    [Fact]
    public void An_evaluation_has_no_groups() =>
        Of(new OneOutcomeRule(), Stage("BC: evaluating on test", Rollouts(40, i => Rollout(i / 2)), StageKind.Evaluation)).Status.ShouldBe(HealthStatus.Fine);

    [Theory]
    [InlineData(0, HealthStatus.Fine)]
    [InlineData(1, HealthStatus.Notice)]
    [InlineData(2, HealthStatus.Warning)]
    public void Actions_without_their_tokens(int asText, HealthStatus expected) => Of(
        new ExactTokenRule(),
        Stage("EEF: exploring", Rollouts(100, i => Rollout(i) with { Turns = [new ActionRecord("look", 0, true) { Ids = i < asText ? null : [4, 2] }] }))).Status.ShouldBe(expected);

    [Fact]
    public void Examples_and_iterations_that_train_nothing()
    {
        var one = Of(new EmptyMaskRule(), Examples(10, i => Example(i, i == 0 ? 0 : 1)));
        one.Status.ShouldBe(HealthStatus.Notice);
        one.Examples.ShouldHaveSingleItem().Task.ShouldBe(new TaskId("toy/0"));

        Of(new EmptyMaskRule(), Examples(10, i => Example(i, i < 2 ? 0 : 1))).Status.ShouldBe(HealthStatus.Warning);
        Of(new EmptyMaskRule(), Examples(10, i => Example(i, 1))).Status.ShouldBe(HealthStatus.Fine);
        var none = Of(new EmptyMaskRule(), Examples(0, i => Example(i, 1)));
        (none.Status, none.Finding).ShouldBe((HealthStatus.Warning, "1 of 1 iteration trained nothing, the first being “EEF: learning”."));
    }

    [Fact]
    public void Examples_that_did_not_fit()
    {
        var cut = Of(new TruncationRule(), Examples(100, i => Example(i, 1), new TruncatedExamples(2, [3, 99])));
        cut.Status.ShouldBe(HealthStatus.Warning);
        cut.Examples.Select(example => example.Task.Value).ShouldBe(["toy/3", "toy/99"]);

        Of(new TruncationRule(), Examples(100, i => Example(i, 1), new TruncatedExamples(1, [3]))).Status.ShouldBe(HealthStatus.Notice);
        Of(new TruncationRule(), Examples(100, i => Example(i, 1), new TruncatedExamples(0, []))).Status.ShouldBe(HealthStatus.Fine);
        var old = Of(new TruncationRule(), Examples(100, i => Example(i, 1)));
        old.Status.ShouldBe(HealthStatus.Unknown);
        old.Finding.ShouldStartWith("Not recorded");
    }

    [Fact]
    public void A_task_that_is_trained_on_and_evaluated_under_another_id()
    {
        var check = new DuplicateTaskRule();
        check.See(Stage("EEF: exploring", Rollouts(10, i => Seen(i, $"o{i}"))));
        check.See(Stage("BC: evaluating on test", Rollouts(10, i => Seen(100 + i, i == 4 ? "o7" : $"p{i}")), StageKind.Evaluation));

        var found = check.Conclude();

        found.Status.ShouldBe(HealthStatus.Warning);
        found.Examples.ShouldHaveSingleItem().Text.ShouldBe("begins as the training task toy/7 does");
        (found.Examples[0].Task, found.Examples[0].Place).ShouldBe((new TaskId("toy/104"), "BC: evaluating on test"));
    }

    [Fact]
    public void Training_tasks_that_are_the_same()
    {
        var check = Of(new DuplicateTaskRule(), Stage("EEF: exploring", Rollouts(10, i => Seen(i, i < 2 ? "same" : $"o{i}"))));

        check.Status.ShouldBe(HealthStatus.Notice);
        check.Finding.ShouldBe("2 tasks of 10 share their first observation with another; none of them is both trained on and evaluated.");
        Of(new DuplicateTaskRule(), Stage("EEF: exploring", Rollouts(10, i => Seen(i, $"o{i}")))).Status.ShouldBe(HealthStatus.Fine);
    }

    [Fact]
    public void Where_all_tasks_begin_with_a_greeting_none_can_be_told_from_another() =>
        Of(new DuplicateTaskRule(), Stage("EEF: exploring", Rollouts(10, i => Seen(i, "What now?")))).Status.ShouldBe(HealthStatus.Unknown);

    private static HealthCheck Of(HealthRule rule, params StageRollouts[] stages)
    {
        Array.ForEach(stages, rule.See);
        return rule.Conclude();
    }

    private static HealthCheck Of(HealthRule rule, StageExamples stage)
    {
        rule.See(stage);
        return rule.Conclude();
    }

    private static StageRollouts Stage(string place, ImmutableArray<RolloutRecord> rollouts, StageKind kind = StageKind.Exploration) =>
        new(new RunStage("seed-1/EEF/iteration-1", kind, "EEF"), place, 1, rollouts);

    private static ImmutableArray<RolloutRecord> Rollouts(int count, Func<int, RolloutRecord> rollout) => [.. Enumerable.Range(0, count).Select(rollout)];

    private static RolloutRecord Rollout(int task) => new()
    {
        Task = new TaskId($"toy/{task}"),
        Trunk = null,
        Step = 0,
        Attempt = 0,
        Return = 0,
        StopReason = StopReason.Done,
        Turns = [new ActionRecord("a0", 0, true) { Ids = [1] }, new ActionRecord("a1", 0, true) { Ids = [2] }],
        Observations = ["o"],
    };

    private static RolloutRecord Seen(int task, string first) => Rollout(task) with { Observations = [first, "end"] };

    private static StageExamples Examples(int count, Func<int, WeightedExample> example, TruncatedExamples? truncated = null) =>
        new("seed-1/EEF/iteration-1", "EEF: learning", new LearningMetrics { Truncated = truncated }, [.. Enumerable.Range(0, count).Select(example)]);

    private static WeightedExample Example(int task, float weight) => new()
    {
        Task = new TaskId($"toy/{task}"),
        StateTrunk = null,
        StateStep = 0,
        SolvedBy = "student",
        FoundIn = 1,
        StartTrunk = null,
        StartStep = 0,
        Actions = [new WeightedAction("look", Author.Student, weight, WeightReason.StudentAction)],
    };
}
