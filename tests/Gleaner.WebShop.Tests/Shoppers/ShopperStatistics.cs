using System.Globalization;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Tests.Shoppers;

/// <summary>What the trajectories of a shopper are like. It knows the goals; the shoppers do not.</summary>
internal sealed record ShopperStatistics(
    string Name, int Tasks, double WinRate, double MeanScore, double MeanTurns, double Navigating, double FailuresThatSawTheItem, double FailuresThatBoughtTheItem)
{
    public static async Task<ShopperStatistics> MeasureAsync(GoalList goals, ShopperHabits habits, IReadOnlyList<TaskId> tasks, ulong seed)
    {
        var environment = new WebShopEnvironment(goals);
        var trajectories = await SimulatedExpert.RecordAsync(
            environment, habits, tasks, new Seed(seed), new RolloutOptions { Workers = 2 }, TestContext.Current.CancellationToken);
        trajectories.SelectMany(trajectory => trajectory.Turns).ShouldAllBe(turn => turn.WasPossible && turn.Author == Author.Expert);
        trajectories.ShouldAllBe(trajectory => trajectory.Length <= 10);

        var failures = trajectories.Where(trajectory => !trajectory.IsPositive(environment.SuccessThreshold)).ToList();
        return new ShopperStatistics(
            habits.Name,
            tasks.Count,
            1 - Share(failures.Count, tasks.Count),
            trajectories.Average(trajectory => trajectory.Return),
            trajectories.Average(trajectory => trajectory.Length),
            Share(trajectories.Count(trajectory => trajectory.Turns.Any(IsNavigation)), tasks.Count),
            Share(failures.Count(failure => ItemsOf(failure).Contains(ItemAskedFor(failure))), failures.Count),
            Share(failures.Count(failure => failure.StopReason == StopReason.Done && ItemsOf(failure).Last() == ItemAskedFor(failure)), failures.Count));

        string ItemAskedFor(Trajectory trajectory) => goals[trajectory.Task].Product.Asin;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Tasks} tasks, wins {WinRate:P1}, score {MeanScore:F3}, turns {MeanTurns:F2}, navigating {Navigating:P1}, failures that saw the item {FailuresThatSawTheItem:P1}, that bought it {FailuresThatBoughtTheItem:P1}");

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static IEnumerable<string> ItemsOf(Trajectory trajectory) =>
        trajectory.Turns.Select(turn => ((WebShopObservation)turn.Observation).Page).OfType<ItemPage>().Select(page => page.Asin);

    private static bool IsNavigation(Turn turn) =>
        turn.Action is "click[next >]" or "click[< prev]" or "click[back to search]" or "click[description]" or "click[features]";
}
