using FsCheck;
using FsCheck.Fluent;
using Gleaner.ScienceWorld.Scoring;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Scoring;

public sealed class EpisodeScoreTests
{
    [Fact]
    public void A_failure_costs_the_final_score_but_not_the_best()
    {
        var score = EpisodeScore.Of(Trajectory(0.1, 0.2, 0.4, -1));
        (score.Best, score.Final, score.FinalFloored, score.LastPositive, score.IsCompleted).ShouldBe((40, -100, 0, 40, false));
    }

    [Fact]
    public void Thirds_add_up_to_a_completed_task()
    {
        var score = EpisodeScore.Of(Trajectory(1 / 3.0, 2 / 3.0, 1));
        (score.Best, score.Final, score.LastPositive, score.IsCompleted).ShouldBe((100, 100, 100, true));
    }

    [Fact]
    public void Nothing_done_is_nothing() => EpisodeScore.Of(Trajectory()).ShouldBe(new EpisodeScore(0, 0, 0));

    [Fact]
    public void The_scores_of_rewards_are_those_of_the_raw_scores() =>
        Prop.ForAll(
            Gen.Choose(0, 1000).Select(n => n / 1000.0).ListOf().ToArbitrary(),
            raw => EpisodeScore.Of(Trajectory([.. raw])) == EpisodeScore.OfRaw(raw)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_summary_names_every_measure()
    {
        var summary = ScoreSummary.Of([EpisodeScore.OfRaw([1]), EpisodeScore.OfRaw([0.5, -1])]);
        summary.ShouldBe(new ScoreSummary(2, 75, 0, 50, 75, 0.5));
        summary.ToString().ShouldBe("2 episodes: best score 75.0 (ETO, EEF), final 0.0, final floored at 0 50.0, last before a failure 75.0 (SwiftSage), 50.0 % completed");
        ScoreSummary.Of([]).Episodes.ShouldBe(0);
    }

    private static Trajectory Trajectory(params IReadOnlyList<double> raw)
    {
        var before = 0.0;
        var turns = raw.Select(score =>
        {
            var turn = new Turn(new Observation("seen"), "wait", Author.Expert, score - before, WasPossible: true);
            before = score;
            return turn;
        });
        return new Trajectory(new TaskId("scienceworld/easy/boil/0"), "test", [.. turns], new Observation("end"), 0, StopReason.Done);
    }
}
