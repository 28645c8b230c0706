using Gleaner.Environments.Recorded;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Replay;

public sealed class RunReplayerTests
{
    private static readonly RecordedRun Recorded = Run(("open door", "Open.", 0.25), ("go", "You go.", 0.5), ("wait", "Waited.", 1));

    [Fact]
    public async Task A_run_that_comes_out_the_same_is_identical()
    {
        var result = await Replay(Recorded, Recorded);
        (result.IsIdentical, result.States).ShouldBe((true, new ReplayedStates(4, 4, 0, 0, 0)));
        var sum = default(RunReplaySummary).Add(result).Add(result);
        sum.ToString().ShouldBe("2/2 runs and 8/8 states identical");
    }

    [Fact]
    public async Task The_first_difference_is_shown_and_the_rest_is_still_compared()
    {
        var result = await Replay(Recorded, Run(("open door", "Shut.", 0.25), ("go", "You go.", 0.3), ("wait", "Waited.", 1)));
        result.States.ShouldBe(new ReplayedStates(4, 2, 0, OtherText: 1, OtherScore: 1));
        result.ToString().ShouldBe("runs.jsonl:1 scienceworld/easy/boil/0: 2/4 states identical; step 1 open door: observation differs at character 0: recorded “Open.”, here “Shut.”");
    }

    [Fact]
    public async Task Order_other_text_and_score_are_counted_apart()
    {
        var recorded = Run(("look around", "You see:\n\ta cup\n\ta bowl", 0.25), ("go", "You go.", 0.5), ("wait", "Waited.", 1));
        var result = await Replay(recorded, Run(("look around", "You see:\n\ta bowl\n\ta cup", 0.25), ("go", "You fly.", 0.5), ("wait", "Waited.", 0.75)));
        result.States.ShouldBe(new ReplayedStates(4, 1, Reordered: 1, OtherText: 1, OtherScore: 1));
        default(RunReplaySummary).Add(result).ToString().ShouldBe("0/1 runs and 1/4 states identical (1 differ in order or readings alone, 1 in other text, 1 in score)");
    }

    [Fact]
    public async Task A_score_may_differ_by_its_last_digit_alone()
    {
        (await Replay(Recorded, Run(("open door", "Open.", 0.2500004), ("go", "You go.", 0.5), ("wait", "Waited.", 1)))).IsIdentical.ShouldBeTrue();
        var result = await Replay(Recorded, Run(("open door", "Open.", 0.25001), ("go", "You go.", 0.5), ("wait", "Waited.", 1)));
        result.FirstDifference!.What.ShouldBe("score");
    }

    [Fact]
    public async Task An_environment_that_has_no_answer_cuts_the_replay_short()
    {
        var result = await Replay(Recorded, Run(("open door", "Open.", 0.25)));
        (result.IsIdentical, result.States.Compared).ShouldBe((false, 2));
        result.ToString().ShouldEndWith("what 'go' leads to was not recorded; only the environment itself can tell.");
        default(RunReplaySummary).Add(result).ToString().ShouldBe("0/1 runs and 2/2 states identical, 1 runs cut short");
    }

    private static async Task<RunReplayResult> Replay(RecordedRun recorded, RecordedRun world)
    {
        var environment = new RecordedEnvironment("scienceworld", 1, [new RunImport().ToTrajectory(world)]);
        var results = new List<RunReplayResult>();
        await foreach (var result in new RunReplayer(environment).ReplayAsync([recorded], CancellationToken.None))
        {
            results.Add(result);
        }

        return results.ShouldHaveSingleItem();
    }

    private static RecordedRun Run(params (string Action, string Observation, double Score)[] steps) => new(
        "runs.jsonl:1", "gold", new TaskVariation(TaskTypes.Get("boil"), 0), Simplifications.Easy, "Task", "Look",
        [.. steps.Select(step => new RecordedRunStep(null, step.Action, step.Observation, step.Score))])
    {
        ScoreTolerance = 0.0000005,
    };
}
