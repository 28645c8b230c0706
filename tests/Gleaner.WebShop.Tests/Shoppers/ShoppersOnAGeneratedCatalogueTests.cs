using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Tests.Shoppers;

/// <summary>The same shoppers in a shop of invented products: the order of their win rates holds there too.</summary>
public sealed class ShoppersOnAGeneratedCatalogueTests(ITestOutputHelper output) : IDisposable
{
    private const int Tasks = 400;

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("gleaner-shoppers-").FullName, "catalogue");

    [Fact]
    public async Task The_order_of_the_shoppers_is_that_of_the_real_catalogue()
    {
        new CatalogueGenerator().Write(_folder);
        var goals = new GoalList(ProductCatalogue.Load(_folder));
        var faultless = await Measure(goals, ShopperHabits.Faultless);
        var careful = await Measure(goals, ShopperHabits.Careful);
        var hasty = await Measure(goals, ShopperHabits.Hasty);

        careful.WinRate.ShouldBeInRange(0.25, 0.50);
        hasty.WinRate.ShouldBeLessThan(careful.WinRate);
        careful.WinRate.ShouldBeLessThan(faultless.WinRate);
    }

    [Fact]
    public async Task Recordings_do_not_depend_on_workers_or_batches()
    {
        new CatalogueGenerator(new GeneratorSettings { Products = 60 }).Write(_folder);
        var goals = new GoalList(ProductCatalogue.Load(_folder));
        var one = await Record(goals, new RolloutOptions { Workers = 1, BatchSize = 1 });
        var two = await Record(goals, new RolloutOptions { Workers = 2, BatchSize = 7 });
        two.ShouldBe(one);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private async Task<ShopperStatistics> Measure(GoalList goals, ShopperHabits habits)
    {
        var statistics = await ShopperStatistics.MeasureAsync(goals, habits, [.. goals.Tasks.Take(Tasks)], seed: 1);
        output.WriteLine(statistics.ToString());
        return statistics;
    }

    private static async Task<IEnumerable<string>> Record(GoalList goals, RolloutOptions options)
    {
        var trajectories = await SimulatedExpert.RecordAsync(
            new WebShopEnvironment(goals), ShopperHabits.Careful, [.. goals.Tasks.Take(50)], new Seed(3), options, TestContext.Current.CancellationToken);
        return trajectories.Select(trajectory => $"{trajectory.Task} {trajectory.Return} {string.Join(' ', trajectory.Turns.Select(turn => turn.Action))}");
    }
}
