using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Methods;

public class DiagnosisTests
{
    private static readonly DiagnosisOptions Options = new() { ExpertStates = 3, Rollouts = 2 };

    // Four tasks that the expert failed in eight actions, so l = 2, and four that it solved.
    private static readonly Trajectory[] Experts =
    [
        .. Enumerable.Range(0, 4).Select(i => Samples.Failure(8, new TaskId($"toy/failed{i}"))),
        .. Enumerable.Range(0, 4).Select(i => Samples.Trajectory("EE", 1, new TaskId($"toy/solved{i}"))),
    ];

    [Fact]
    public void A_plan_probes_whole_tasks_within_its_budget()
    {
        var plan = DiagnosisPlan.Of(State(), "expert", Options, budget: 14);
        (plan.Tasks, plan.Unsolved, plan.Probes.Length).ShouldBe((8, 4, 2));
        plan.Requests.Select(request => request.Start.Label + "|" + request.Attempt).Take(5).ShouldBe(["s0|0", "s0|1", "expert@2|0", "expert@4|0", "expert@6|0"]);
        plan.Requests.Count().ShouldBe(10);
        DiagnosisPlan.Of(State(), "expert", Options, 14).Probes.Select(probe => probe.Trunk.Task).ShouldBe(plan.Probes.Select(probe => probe.Trunk.Task));
        DiagnosisPlan.Of(State(), "nobody", Options, 100).Probes.ShouldBeEmpty();
    }

    [Fact]
    public void Rates_and_yields_by_hand()
    {
        // Task 0: from s0 twice. Task 1: from s0 the second time alone. Task 2: from s4 alone. Task 3: never.
        var plan = DiagnosisPlan.Of(State(), "expert", Options, 100);
        var rollouts = plan.Requests.Select(request => new Rollout(request, Samples.Trajectory("SS", IsWon(request) ? 1 : 0, request.Start.Task))).ToList();

        var diagnosis = Diagnosis.Of(plan, rollouts, 1);

        (diagnosis.Simulations, diagnosis.Probed).ShouldBe((20, 4));
        diagnosis.FromInitial.Value.ShouldBe(3.0 / 8);
        diagnosis.FromExpertStates.Value.ShouldBe(1.0 / 12, 1e-12);
        (diagnosis.OpenedByStates.Value, diagnosis.OpenedByRollouts.Value, diagnosis.Advantage.Value).ShouldBe((0.5, 0.5, 0.0));
        diagnosis.Advantage.Low.ShouldBeLessThan(0);
        diagnosis.Advantage.High.ShouldBeGreaterThan(0);

        // RFT×2: 2 of 16 simulations. EEF: 2 of 4 · (1 + 3) + 4. Adaptive: s0 at once; all four; s0, then the middle; all four: 11 + 4.
        diagnosis.Yields.Select(item => (item.Method, Math.Round(item.PerThousand.Value, 6))).ShouldBe(
            [("RFT×2", 125), ("EEF", 100), ("adaptive EEF", Math.Round(2000.0 / 15, 6))]);

        static bool IsWon(RolloutRequest request) => (request.Start.Task.Value[^1], request.Start.Step, request.Attempt) is
            ('0', 0, _) or ('1', 0, 1) or ('2', 4, 0);
    }

    [Fact]
    public void Nothing_to_probe_is_told() => Should
        .Throw<GleanerException>(() => Diagnosis.Of(DiagnosisPlan.Of(State(), "expert", Options, budget: 4), [], 1))
        .Message.ShouldContain("the expert failed 4");

    private static IterationState State() => new()
    {
        Number = 1,
        Tasks = [.. Experts.Select(expert => expert.Task)],
        Experts = Experts,
        Positives = new PositiveRepository(Experts, 1),
        Rollouts = [],
        SuccessThreshold = 1,
        Seed = new Seed(1),
    };
}
