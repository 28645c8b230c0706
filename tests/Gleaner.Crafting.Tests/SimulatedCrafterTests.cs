using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Crafting.Tests;

public sealed class SimulatedCrafterTests
{
    private static readonly CraftingEnvironment Orders = new(2, 18, 6, 120, new Seed(5));

    [Fact]
    public async Task Without_slips_every_order_is_filled()
    {
        foreach (var work in await WorkAsync(new CrafterSlips(OnFired: 0, OnPlain: 0)))
        {
            work.Return.ShouldBe(1, work.Turns[0].Observation.Text + Actions(work));
            work.Turns.ShouldAllBe(turn => turn.WasPossible);
            work.Turns.ShouldAllBe(turn => turn.Author == Author.Expert);
        }
    }

    [Fact]
    public async Task Its_successes_are_plain_and_its_failures_show_how_a_kiln_is_fired()
    {
        var works = await WorkAsync(new CrafterSlips());
        var fired = works.Where(IsFired).ToList();
        var plain = works.Where(work => !IsFired(work)).ToList();

        plain.Average(work => work.Return).ShouldBeInRange(0.6, 0.95);
        plain.Where(work => work.Return == 1).SelectMany(work => work.Turns).Count(turn => turn.Action.EndsWith(" kiln")).ShouldBe(0);
        fired.Count.ShouldBeGreaterThan(30);
        fired.Sum(work => work.Return).ShouldBe(0);

        // Most of them made the fired part, and gave up afterwards.
        fired.Count(work => work.Turns.Any(turn => turn.Observation.Text.StartsWith($"Crafted {Parts(work)[0]}."))).ShouldBeGreaterThan(fired.Count / 2);
        fired.Count(work => work.StopReason == StopReason.NoAction || work.Length == 40).ShouldBe(fired.Count);
    }

    [Fact]
    public async Task What_it_does_depends_on_seed_and_task_alone()
    {
        var alone = await WorkAsync(new CrafterSlips(), batchSize: 1, workers: 1);
        var together = await WorkAsync(new CrafterSlips(), batchSize: 16, workers: 2);
        alone.Select(Actions).ShouldBe(together.Select(Actions));
        alone.Select(Actions).ShouldNotBe((await WorkAsync(new CrafterSlips(), seed: 2)).Select(Actions));
    }

    [Fact]
    public async Task What_was_recorded_can_be_played_again()
    {
        foreach (var work in await WorkAsync(new CrafterSlips()))
        {
            (await CheckedReplay.PlayAsync(Orders, work, TestContext.Current.CancellationToken)).Return.ShouldBe(work.Return);
        }
    }

    private static IReadOnlyList<string> Parts(Trajectory work) => ((CraftingObservation)work.Turns[0].Observation).Parts;

    private static bool IsFired(Trajectory work) => Orders.Book.Recipes[Parts(work)[0]].IsFired;

    private static async Task<List<Trajectory>> WorkAsync(CrafterSlips slips, int batchSize = 8, int workers = 1, ulong seed = 1)
    {
        var rollouts = await new RolloutEngine(Orders).RunAsync(
            new SimulatedCrafter("crafter", Orders.Book, slips, new Seed(seed)),
            [.. Orders.Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(1),
            new RolloutOptions { MaxTurns = 40, Author = Author.Expert, BatchSize = batchSize, Workers = workers },
            cancellationToken: TestContext.Current.CancellationToken);
        return [.. rollouts.Select(rollout => rollout.Trajectory)];
    }

    private static string Actions(Trajectory work) => string.Join(',', work.Turns.Select(turn => turn.Action));
}
