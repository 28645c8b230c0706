using Gleaner.WebShop.Replay;

namespace Gleaner.WebShop.Tests.Replay;

[Trait("Category", "Oracle")]
public sealed class ReplayerOracleTests(RealShop shop, ITestOutputHelper output)
{
    [Fact]
    public void Recorded_trajectories_replay_character_for_character()
    {
        var path = Path.Combine(TestData.Trajectories, "agenttraj_l_1k_text.jsonl");
        List<ReplayResult> results = [.. new Replayer(shop.Catalogue).Replay(path)];
        var summary = ReplaySummary.Of(results);
        output.WriteLine(summary.ToString());
        results.Where(result => !result.IsIdentical).Take(3).ShouldBeEmpty();
        summary.ShouldBe(new ReplaySummary(803, 803, 3274, 3274));
        var sameReward = results.Count(result => result.Reward == result.RecordedReward);
        output.WriteLine($"{sameReward} of {results.Count} rewards equal");
        sameReward.ShouldBe(results.Count);
    }

    [Fact]
    public void Episodes_of_the_original_environment_replay_too()
    {
        List<ReplayResult> results = [.. new Replayer(shop.Catalogue).Replay(TestData.Oracle("oracle_episodes_1k.jsonl"))];
        output.WriteLine(ReplaySummary.Of(results).ToString());
        results.Where(result => !result.IsIdentical).ShouldBeEmpty();
    }
}
