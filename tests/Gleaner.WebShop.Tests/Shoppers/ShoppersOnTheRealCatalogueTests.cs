using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Tests.Shoppers;

/// <summary>
/// Are the simulated experts what the method needs: mostly failing, often close to success? Tasks: 1,000 of the original's
/// training split (goals from 1,500).
/// </summary>
[Trait("Category", "Long")]
public sealed class ShoppersOnTheRealCatalogueTests(RealShop shop, ITestOutputHelper output)
{
    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task The_careful_shopper_wins_about_a_third_and_often_has_the_right_item_when_it_fails(ulong seed)
    {
        var statistics = await Measure(ShopperHabits.Careful, seed);
        statistics.WinRate.ShouldBeInRange(0.32, 0.40);
        statistics.MeanScore.ShouldBeInRange(0.66, 0.76);
        statistics.MeanTurns.ShouldBeInRange(5, 7);
        statistics.Navigating.ShouldBeInRange(0.35, 0.50);
        statistics.FailuresThatSawTheItem.ShouldBeInRange(0.40, 0.65);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task The_hasty_shopper_wins_less_and_hardly_navigates(ulong seed)
    {
        var statistics = await Measure(ShopperHabits.Hasty, seed);
        statistics.WinRate.ShouldBeInRange(0.18, 0.28);
        statistics.Navigating.ShouldBeLessThan(0.10);
    }

    [Fact]
    public async Task Without_faults_pages_alone_are_enough_for_most_tasks()
    {
        var statistics = await Measure(ShopperHabits.Faultless, seed: 1);
        statistics.WinRate.ShouldBeInRange(0.60, 0.90);
    }

    [Fact]
    public async Task The_undecided_shopper_often_leaves_a_product_and_never_wins_after_it()
    {
        var tasks = shop.Synthetic.TaskIds.Skip(1500).Take(1000).ToList();
        var trajectories = await SimulatedExpert.RecordAsync(
            new WebShopEnvironment(shop.Synthetic), ShopperHabits.Undecided, tasks, new Seed(1), new RolloutOptions { Workers = 2, MaxTurns = 15 }, TestContext.Current.CancellationToken);
        var left = trajectories.Where(trajectory => trajectory.Turns.Any(turn => turn.Action == "click[< prev]")).ToList();
        left.Count.ShouldBeInRange(200, 500);
        left.ShouldAllBe(trajectory => trajectory.Return < 1);
        trajectories.Count(trajectory => trajectory.Return >= 1).ShouldBeInRange(350, 700);
    }

    [Fact]
    public async Task Human_wording_is_played_to_the_end()
    {
        var goals = shop.Human;
        var statistics = await ShopperStatistics.MeasureAsync(goals, ShopperHabits.Faultless, goals.TaskIds, seed: 1);
        output.WriteLine(statistics.ToString());
        statistics.MeanScore.ShouldBeGreaterThan(0.3);
    }

    private async Task<ShopperStatistics> Measure(ShopperHabits habits, ulong seed)
    {
        var goals = shop.Synthetic;
        var statistics = await ShopperStatistics.MeasureAsync(goals, habits, [.. goals.TaskIds.Skip(1500).Take(1000)], seed);
        output.WriteLine(statistics.ToString());
        return statistics;
    }
}
