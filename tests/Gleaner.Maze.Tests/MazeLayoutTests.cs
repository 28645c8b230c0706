using FsCheck;
using FsCheck.Fluent;
using Gleaner.Randomness;

namespace Gleaner.Maze.Tests;

public sealed class MazeLayoutTests
{
    private static readonly Gen<(int Size, ulong Seed)> Mazes =
        Gen.Zip(Gen.Choose(2, 9), Gen.Choose(0, int.MaxValue)).Select(pair => (pair.Item1, (ulong)pair.Item2));

    [Fact]
    public void Key_and_way_out_can_be_reached_from_everywhere() => Check(Mazes, given =>
    {
        var maze = MazeLayout.Generate(given.Size, new Seed(given.Seed));
        var reached = new HashSet<Cell> { maze.Start };
        var waiting = new Queue<Cell>([maze.Start]);
        while (waiting.TryDequeue(out var cell))
        {
            foreach (var direction in Enum.GetValues<Direction>().Where(direction => maze.IsOpen(cell, direction) && reached.Add(cell.Next(direction))))
            {
                waiting.Enqueue(cell.Next(direction));
            }
        }

        return reached.Count == given.Size * given.Size && reached.Contains(maze.Key) && reached.Contains(maze.Exit)
            && new[] { maze.Start, maze.Key, maze.Exit }.Distinct().Count() == 3;
    });

    [Fact]
    public void A_wall_is_one_from_both_sides_and_around_the_whole() => Check(Mazes, given =>
    {
        var maze = MazeLayout.Generate(given.Size, new Seed(given.Seed));
        return Enumerable.Range(0, given.Size).All(place =>
            !maze.IsOpen(new Cell(place, 0), Direction.Down) && !maze.IsOpen(new Cell(place, given.Size - 1), Direction.Up)
            && !maze.IsOpen(new Cell(0, place), Direction.Left) && !maze.IsOpen(new Cell(given.Size - 1, place), Direction.Right)
            && Enumerable.Range(0, given.Size - 1).All(step =>
                maze.IsOpen(new Cell(place, step), Direction.Up) == maze.IsOpen(new Cell(place, step + 1), Direction.Down)
                && maze.IsOpen(new Cell(step, place), Direction.Right) == maze.IsOpen(new Cell(step + 1, place), Direction.Left)));
    });

    [Fact]
    public void A_task_is_named_by_its_content()
    {
        MazeLayout.Generate(4, new Seed(1)).Task.ShouldBe(MazeLayout.Generate(4, new Seed(1)).Task);
        Enumerable.Range(0, 50).Select(seed => MazeLayout.Generate(5, new Seed((ulong)seed)).Task).Distinct().Count().ShouldBe(50);
        MazeLayout.Generate(4, new Seed(1)).Task.Value.ShouldStartWith("maze/4x4/");
    }

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) => Prop.ForAll(values.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
