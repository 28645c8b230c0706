using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Trajectories;

namespace Gleaner.Maze.Tests;

public sealed class MazeEpisodeTests
{
    private static readonly MazeEnvironment Mazes = new(4, 40, new Seed(3));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_observation_tells_the_task_and_the_moves()
    {
        var text = (await StartAsync()).Observation.Text;
        text.ShouldStartWith("Find the key, then the way out: move up, move down, move left or move right. You are at ");
        text.ShouldContain(" Key at ");
        text.Split('.').Length.ShouldBe(5, "task, place, key, walls, and the end");
    }

    [Fact]
    public async Task A_move_into_a_wall_or_no_move_at_all_is_told_and_changes_nothing()
    {
        await using var episode = await StartAsync(seen => seen.Walls.Length > 0);
        var before = (MazeObservation)episode.Observation;
        var blocked = await episode.StepAsync($"move {before.Walls[0]}".ToLowerInvariant(), Stop);
        blocked.WasPossible.ShouldBeFalse();
        blocked.Observation.Text.ShouldStartWith($"There is a wall. You are at {before.Position}. ");
        var strange = await episode.StepAsync("fly up", Stop);
        strange.WasPossible.ShouldBeFalse();
        strange.Observation.Text.ShouldStartWith($"That is no move. You are at {before.Position}. ");
        (strange.Reward, episode.Return, episode.IsDone).ShouldBe((0, 0, false));
    }

    [Fact]
    public async Task The_way_out_opens_with_the_key_alone_and_earns_one()
    {
        var locked = 0;
        foreach (var task in Mazes.Tasks)
        {
            await using var episode = await Mazes.ResetAsync(task, Stop);
            var exit = await GetOutAsync(episode);
            episode.IsDone.ShouldBeTrue();
            episode.Return.ShouldBe(1);
            episode.Observation.Text.ShouldBe("You are out.");
            (await episode.StepAsync("move up", Stop)).ShouldBe(new StepResult(new Observation("You are out."), 0, true, false));

            // Whoever comes to the same cell before the key stays in.
            await using var early = await Mazes.ResetAsync(task, Stop);
            if (await TryReachAsync(early, exit, keepOffKey: true))
            {
                locked++;
                early.IsDone.ShouldBeFalse();
                early.Return.ShouldBe(0);
            }
        }

        locked.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_maze_that_is_not_among_them_is_refused() =>
        (await Should.ThrowAsync<GleanerException>(async () => await Mazes.ResetAsync(new Tasks.TaskId("maze/4x4/0"), Stop))).Message.ShouldContain("maze/4x4/0");

    private static async Task<IEpisode> StartAsync(Func<MazeObservation, bool>? wanted = null)
    {
        foreach (var task in Mazes.Tasks)
        {
            var episode = await Mazes.ResetAsync(task, Stop);
            if (wanted?.Invoke((MazeObservation)episode.Observation) ?? true)
            {
                return episode;
            }
        }

        throw new InvalidOperationException("No maze starts like that.");
    }

    /// <summary>Walks to the key and out; the cell of the way out.</summary>
    private static async Task<Cell> GetOutAsync(IEpisode episode)
    {
        await TryReachAsync(episode, ((MazeObservation)episode.Observation).Target, keepOffKey: false);
        var exit = ((MazeObservation)episode.Observation).Target;
        await TryReachAsync(episode, exit, keepOffKey: false);
        return exit;
    }

    /// <summary>Goes to a cell, back from each dead end.</summary>
    private static Task<bool> TryReachAsync(IEpisode episode, Cell goal, bool keepOffKey)
    {
        var key = ((MazeObservation)episode.Observation).Target;
        var visited = new HashSet<Cell> { ((MazeObservation)episode.Observation).Position };
        return WalkAsync();

        async Task<bool> WalkAsync()
        {
            var seen = (MazeObservation)episode.Observation;
            foreach (var direction in Enum.GetValues<Direction>().Except(seen.Walls))
            {
                var there = seen.Position.Next(direction);
                if ((keepOffKey && there == key) || !visited.Add(there))
                {
                    continue;
                }

                await MoveAsync(direction);
                if (there == goal || await WalkAsync())
                {
                    return true;
                }

                await MoveAsync(Opposite(direction));
            }

            return false;
        }

        async Task MoveAsync(Direction direction) =>
            (await episode.StepAsync($"move {direction}".ToLowerInvariant(), Stop)).WasPossible.ShouldBeTrue();
    }

    private static Direction Opposite(Direction direction) => direction switch
    {
        Direction.Up => Direction.Down,
        Direction.Down => Direction.Up,
        Direction.Left => Direction.Right,
        _ => Direction.Left,
    };
}
