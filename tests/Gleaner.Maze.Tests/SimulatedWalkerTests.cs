using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Maze.Tests;

public sealed class SimulatedWalkerTests
{
    private static readonly MazeEnvironment Mazes = new(4, 60, new Seed(5));

    [Fact]
    public async Task Some_walks_fail_and_the_careful_ones_mostly_succeed()
    {
        var careful = await WalkAsync(0);
        var careless = await WalkAsync(0.1);
        careful.Count(walk => walk.Return == 1).ShouldBeGreaterThan(45);
        careless.Count(walk => walk.Return == 1).ShouldBeInRange(10, 45);
        careful.Concat(careless).SelectMany(walk => walk.Turns).ShouldAllBe(turn => turn.WasPossible && turn.Author == Author.Expert);
    }

    [Fact]
    public async Task A_walk_depends_on_seed_and_task_alone()
    {
        var alone = await WalkAsync(0.1, batchSize: 1, workers: 1);
        var together = await WalkAsync(0.1, batchSize: 16, workers: 2);
        alone.Select(Moves).ShouldBe(together.Select(Moves));
        alone.Select(Moves).ShouldNotBe((await WalkAsync(0.1, seed: 2)).Select(Moves));
    }

    [Fact]
    public async Task A_recorded_walk_can_be_played_again()
    {
        foreach (var walk in await WalkAsync(0.1))
        {
            (await CheckedReplay.PlayAsync(Mazes, walk, TestContext.Current.CancellationToken)).Return.ShouldBe(walk.Return);
        }
    }

    private static async Task<List<Trajectory>> WalkAsync(double distraction, int batchSize = 8, int workers = 1, ulong seed = 1)
    {
        var rollouts = await new RolloutEngine(Mazes).RunAsync(
            new SimulatedWalker("walker", distraction, new Seed(seed)),
            [.. Mazes.Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(1),
            new RolloutOptions { MaxTurns = 24, Author = Author.Expert, BatchSize = batchSize, Workers = workers },
            cancellationToken: TestContext.Current.CancellationToken);
        return [.. rollouts.Select(rollout => rollout.Trajectory)];
    }

    private static string Moves(Trajectory walk) => string.Join(',', walk.Turns.Select(turn => turn.Action));
}
