using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Methods;

/// <summary>One hand-made example for each baseline.</summary>
public class BaselineTests
{
    private static readonly TaskId Solved = new("toy/solved");
    private static readonly Trajectory Failure = Samples.Failure(4);
    private static readonly Trajectory Demonstration = Samples.Trajectory("EEE", 1, Solved);

    [Fact]
    public void Sft_all_imitates_failures_too()
    {
        var method = new SupervisedOnAll();
        method.Explore(State()).ShouldBeEmpty();
        var examples = method.Select(State()).Examples;
        examples.Select(Samples.Weights).ShouldBe(["1111", "111"]);
        examples.Select(example => example.Weights[0].Reason).ShouldBe([WeightReason.FailedDemonstration, WeightReason.Demonstration]);
    }

    [Fact]
    public void Nat_tells_failures_apart_by_their_prompt()
    {
        var method = new NegativeAwareTraining("NAT", new NatOptions("good:", "bad:"));
        var examples = method.Select(State()).Examples;
        examples.Select(example => example.Prompt).ShouldBe(["bad:", "good:"]);
        examples[0].Turns[0].Observation.Text.ShouldBe("bad:\ns0");
        examples[0].Turns[1].Observation.Text.ShouldBe("s1");
        examples[0].Solution.Trajectory.Turns[0].Observation.Text.ShouldBe("s0");
        method.Prompt.ShouldBe("good:");
    }

    [Fact]
    public void The_student_as_it_is_neither_explores_nor_learns()
    {
        var method = new NoLearning("pre-trained only");
        (method.Learns, method.Explore(State()).Count, method.Select(State()).IsEmpty).ShouldBe((false, 0, true));
    }

    // The expert failed with 0.5 in four actions. Rollouts: 0.2 in eleven actions loses and is compared up to 4 + 5 turns; 0.5 is a tie;
    // 1 in two actions wins, and of the expert's all are compared.
    [Fact]
    public void Eto_pairs_trajectories_of_different_return()
    {
        var set = new TrajectoryOptimization("ETO", new EtoOptions { Rollouts = 3 }).Select(State(
            Own(0, 0.2, 11), Own(1, 0.5, 3), Own(2, 1, 2)));

        set.Examples.ShouldBeEmpty();
        set.Beta.ShouldBe(0.1);
        set.Pairs.Length.ShouldBe(2);
        set.Pairs[0].Chosen.Solution.Trajectory.ShouldBe(Failure);
        Samples.Weights(set.Pairs[0].Chosen).ShouldBe("1111");
        Samples.Weights(set.Pairs[0].Rejected).ShouldBe("11111111100");
        set.Pairs[1].Chosen.Solution.Rollout.ShouldBe("toy/1|s0|2");
        Samples.Weights(set.Pairs[1].Chosen).ShouldBe("11");
        Samples.Weights(set.Pairs[1].Rejected).ShouldBe("1111");
        set.Pairs.ShouldAllBe(pair => pair.Weight == 1 && pair.NllWeight == 0);
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.5)]
    public void Eto_takes_another_beta_after_its_first_iteration(int iteration, double beta) =>
        new TrajectoryOptimization("ETO", new EtoOptions()).Select(State(Own(0, 1, 2)) with { Number = iteration }).Beta.ShouldBe(beta);

    [Fact]
    public void Eto_explores_every_task_once()
    {
        var method = new TrajectoryOptimization("ETO", new EtoOptions());
        method.Explore(State()).Select(request => request.Key).ShouldBe(["toy/1|s0|0", "toy/solved|s0|0"]);
        method.Explore(State(Own(0, 1, 2))).ShouldBeEmpty();
    }

    // γ = 0.5: φ(0, 2) = 1 and φ(1, 2) = 0.5 · (1 − 0.5) / (1 − 0.25) = 1/3.
    [Fact]
    public void Dmpo_discounts_later_turns()
    {
        var pair = new TrajectoryOptimization("DMPO", new EtoOptions { TurnDiscount = 0.5 }).Select(State(Own(0, 1, 2))).Pairs.Single();
        pair.Chosen.Weights.Select(weight => (double)weight.Weight).ShouldBe([1, 1.0 / 3], 1e-6);
        ((double)pair.Rejected.Weights[3].Weight).ShouldBe(TurnDiscount.Of(3, 4, 0.5), 1e-6);
    }

    // A demonstration of three actions and N = 3. Wave 1: the student once from s0, three times from s1 and s2.
    [Fact]
    public void Ipr_values_steps_by_sampling_and_pairs_those_that_differ()
    {
        var method = new StepProcessRefinement("IPR", new IprOptions { Samples = 3 });
        method.Explore(State()).Select(request => request.Key).ShouldBe(
            ["toy/solved|s0|0", "toy/solved|expert@1|0", "toy/solved|expert@1|1", "toy/solved|expert@1|2", "toy/solved|expert@2|0", "toy/solved|expert@2|1", "toy/solved|expert@2|2"]);

        // The student's first action differs at s0 and s2, at s1 it is the expert's. From s1 the returns are 1, 1, 0; from s2 all 0.
        Rollout[] first =
        [
            Continued(0, 0, 0, "x0 y1"), Continued(1, 0, 1, "a1 y2"), Continued(1, 1, 1, "y1"), Continued(1, 2, 0, "y1"),
            Continued(2, 0, 0, "x2"), Continued(2, 1, 0, "x2"), Continued(2, 2, 0, "x2"),
        ];
        var second = method.Explore(State(first));
        second.Select(request => request.Key).ShouldBe(["toy/solved|student:1:s0:0@1|1", "toy/solved|student:1:s0:0@1|2"]);

        Rollout[] all = [.. first, .. second.Select((request, i) => new Rollout(request, Samples.Trajectory("SSS", i == 0 ? 1 : 0, Solved)))];
        method.Explore(State(all)).ShouldBeEmpty();
        var set = method.Select(State(all));

        // s0: the expert's step is worth 2/3, the student's (0 + 1 + 0) / 3. s2: the expert's last step 1, the student's 0.
        set.Pairs.Select(pair => $"{Samples.Weights(pair.Chosen)} {Samples.Weights(pair.Rejected)} {pair.Weight} {pair.NllWeight}").ShouldBe(
        [
            "111 11 1.5 1",
            "111 11 0.75 0",
            "001 001 0.75 0",
        ]);
    }

    [Fact]
    public void Ipr_leaves_steps_of_equal_worth_alone()
    {
        var method = new StepProcessRefinement("IPR", new IprOptions { Samples = 1, Threshold = 0.7 });
        Rollout[] rollouts = [Continued(0, 0, 1, "x0"), Continued(1, 0, 1, "x1"), Continued(2, 0, 1, "x2")];
        method.Explore(State(rollouts)).ShouldBeEmpty();
        method.Select(State(rollouts)).IsEmpty.ShouldBeTrue();
    }

    // Three actions in three parts: the start is s2, then s1 once half of the rollouts succeed, then s0.
    [Fact]
    public void Backplay_moves_back_as_the_student_succeeds()
    {
        var method = new Backplay("Backplay", new BackplayOptions { Rollouts = 2 });
        Starts().ShouldBe("toy/1|s0|0 toy/solved|expert@2|0 toy/1|s0|1 toy/solved|expert@2|1");
        Starts((2, true), (2, false)).ShouldContain("toy/solved|expert@1|0");
        Starts((2, false), (2, false)).ShouldContain("toy/solved|expert@2|0");

        var example = method.Select(State(Continued(2, 0, 1, "x2"))).Examples.Single();
        Samples.Weights(example).ShouldBe("001");

        string Starts(params (int Step, bool IsPositive)[] earlier) => string.Join(' ', method.Explore(State() with
        {
            Number = earlier.Length == 0 ? 1 : 2,
            Earlier = earlier.Length == 0 ? [] : [new EarlierIteration(1, [.. earlier.Select((outcome, attempt) => new RolloutOutcome(Solved, "expert", outcome.Step, attempt, 0, outcome.IsPositive))])],
        }).Select(request => request.Key));
    }

    // A demonstration of ten actions, of which three may be trained: those named first, without repeats and what it does not have.
    [Fact]
    public void Atlas_trains_the_steps_that_a_judge_calls_critical()
    {
        var longer = Samples.Trajectory(new string('E', 10), 1, new TaskId("toy/long"));
        var again = longer with { Run = 2 };
        var set = new CriticalStepTuning("ATLaS").Select(State() with
        {
            Experts = [Failure, Demonstration, longer, again],
            Judgements =
            [
                new StepJudgement(Solved, "expert", [2, 0]),
                new StepJudgement(longer.Task, "expert", [7, 99, 7, 0, 3, 4]),
                new StepJudgement(again.Task, "expert#2", []),
                new StepJudgement(Failure.Task, "expert", [1]),
            ],
        });

        set.Examples.Select(Samples.Weights).ShouldBe(["001", "1001000100"]);
        Samples.Reasons(set.Examples[0]).ShouldBe([WeightReason.NotCritical, WeightReason.NotCritical, WeightReason.Critical]);
        new CriticalStepTuning("ATLaS", 1).Select(State() with { Judgements = [new StepJudgement(Solved, "expert", [2, 0])] }).Examples.Select(Samples.Weights).ShouldBe(["101"]);
    }

    [Theory]
    [InlineData("""{"task":"toy/1","expert":"e","steps":[-1]}""", "judge.jsonl:1: steps are numbered from 0.")]
    [InlineData("""{"task":"toy/1","expert":"e"}""", "judge.jsonl:1: ")]
    public void A_judgement_that_cannot_be_read_is_named(string line, string message) =>
        Should.Throw<GleanerException>(() => StepJudgement.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(line + "\n")), "judge.jsonl").ToList()).Message.ShouldStartWith(message);

    // v(s0, s2) = ok, fail: a0 and a1 are harmful. The student won from s0 by the expert's a0 and another second action.
    [Fact]
    public void Harm_makes_a_pair_of_the_first_actions_that_differ()
    {
        Rollout[] rollouts = [Own(0, 1, 3, "a0 b1 b2"), Own(1, 1, 3, "a0 b1 c2"), Own(2, 1, 2, "a0 c1"), Samples.Rollout(Failure, 2, false)];
        var set = Eef(new HarmPairOptions(0.3, 0.2)).Select(State(rollouts));

        (set.Beta, set.Pairs.Length).ShouldBe((0.3, 2));
        set.Pairs.Select(pair => pair.Chosen.Turns[1].Action).ShouldBe(["b1", "c1"]);
        set.Pairs.Select(pair => Samples.Weights(pair.Chosen)).ShouldBe(["010", "01"]);
        set.Pairs.ShouldAllBe(pair => Samples.Weights(pair.Rejected) == "0100" && pair.Rejected.Solution.Trajectory == Failure && pair.NllWeight == 0.2);
        Eef(null).Select(State(rollouts)).Pairs.ShouldBeEmpty();
    }

    [Fact]
    public void Harm_makes_no_pair_where_the_winner_did_the_same_or_saw_something_else()
    {
        Eef(new HarmPairOptions()).Select(State(Own(0, 1, 3, "a0 a1 b2"), Samples.Rollout(Failure, 2, false))).Pairs.ShouldBeEmpty();
        var elsewhere = Own(0, 1, 3, "a0 b1 b2");
        elsewhere = elsewhere with
        {
            Trajectory = elsewhere.Trajectory with { Turns = elsewhere.Trajectory.Turns.SetItem(1, elsewhere.Trajectory.Turns[1] with { Observation = new Observation("elsewhere") }) },
        };
        Eef(new HarmPairOptions()).Select(State(elsewhere, Samples.Rollout(Failure, 2, false))).Pairs.ShouldBeEmpty();
    }

    private static ExploringExpertFailures Eef(HarmPairOptions? harm) => new("EEF", ["expert"], new EefOptions { ExpertStates = 1, HarmPairs = harm });

    /// <summary>A rollout of the first task from s0.</summary>
    private static Rollout Own(int attempt, double @return, int length, string? actions = null) => new(
        new RolloutRequest(StartState.Initial(Samples.Task), attempt), Named(Samples.Trajectory(new string('S', length), @return), 0, actions));

    /// <summary>A rollout of the solved task from a state of the demonstration, given what the student does there.</summary>
    private static Rollout Continued(int step, int attempt, double @return, string actions) => new(
        new RolloutRequest(step == 0 ? StartState.Initial(Solved) : StartState.After(Demonstration, step), attempt),
        Named(Samples.Trajectory(new string('E', step) + new string('S', actions.Split(' ').Length), @return, Solved), step, actions));

    private static Trajectory Named(Trajectory trajectory, int from, string? actions) => actions is null ? trajectory : trajectory with
    {
        Turns = [.. trajectory.Turns.Select((turn, i) => i < from ? turn : turn with { Action = actions.Split(' ')[i - from] })],
    };

    private static IterationState State(params Rollout[] rollouts)
    {
        Trajectory[] experts = [Failure, Demonstration];
        return new IterationState
        {
            Number = 1,
            Tasks = [Samples.Task, Solved],
            Experts = experts,
            Positives = new PositiveRepository(experts, 1).Add(rollouts, 1),
            Rollouts = rollouts,
            SuccessThreshold = 1,
            Seed = new Seed(1),
        };
    }
}
