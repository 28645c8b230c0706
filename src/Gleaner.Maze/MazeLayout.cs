using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Maze;

/// <summary>A maze: which cells are joined, where one starts, where the key lies and where the way out is.</summary>
public sealed record MazeLayout
{
    private readonly ImmutableHashSet<(Cell From, Cell To)> _passages;

    private MazeLayout(int size, ImmutableHashSet<(Cell From, Cell To)> passages, Cell start, Cell key, Cell exit)
    {
        _passages = passages;
        (Start, Key, Exit) = (start, key, exit);

        // A task is named by what it is: the same maze has the same name wherever it was made.
        var content = $"{start} {key} {exit} {string.Join(' ', passages.Select(passage => $"{passage.From}{passage.To}").Order(StringComparer.Ordinal))}";
        Task = new TaskId($"maze/{size}x{size}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12]}");
    }

    /// <summary>The name of the task to find the way through it.</summary>
    public TaskId Task { get; }

    /// <summary>Where one starts.</summary>
    public Cell Start { get; }

    /// <summary>Where the key lies.</summary>
    public Cell Key { get; }

    /// <summary>Where the way out is.</summary>
    public Cell Exit { get; }

    /// <summary>Whether one can go from a cell to the next.</summary>
    public bool IsOpen(Cell cell, Direction direction) => _passages.Contains((cell, cell.Next(direction)));

    /// <summary>Makes a maze in which every cell can be reached, mostly in one way alone.</summary>
    /// <param name="size">Columns and rows, 2 to 9.</param>
    /// <param name="seed">What it is made from.</param>
    public static MazeLayout Generate(int size, Seed seed)
    {
        var random = seed.ToStream();
        var passages = ImmutableHashSet.CreateBuilder<(Cell, Cell)>();
        var reached = new HashSet<Cell>();
        Dig(new Cell(random.Next(size), random.Next(size)));

        // A few walls fall, so that some mazes have ways around.
        for (var fallen = 0; fallen < size; fallen++)
        {
            Join(new Cell(random.Next(size), random.Next(size)), (Direction)random.Next(4));
        }

        var places = reached.OrderBy(cell => cell.Column).ThenBy(cell => cell.Row).ToArray();
        random.Shuffle<Cell>(places);
        return new MazeLayout(size, passages.ToImmutable(), places[0], places[1], places[2]);

        void Dig(Cell cell)
        {
            reached.Add(cell);
            Direction[] directions = [Direction.Up, Direction.Down, Direction.Left, Direction.Right];
            random.Shuffle<Direction>(directions);
            foreach (var direction in directions.Where(direction => IsInside(cell.Next(direction)) && !reached.Contains(cell.Next(direction))))
            {
                Join(cell, direction);
                Dig(cell.Next(direction));
            }
        }

        void Join(Cell cell, Direction direction)
        {
            if (IsInside(cell.Next(direction)))
            {
                passages.Add((cell, cell.Next(direction)));
                passages.Add((cell.Next(direction), cell));
            }
        }

        bool IsInside(Cell cell) => cell.Column >= 0 && cell.Column < size && cell.Row >= 0 && cell.Row < size;
    }
}

/// <summary>A way to go.</summary>
public enum Direction
{
    /// <summary>To the next row.</summary>
    Up,

    /// <summary>To the row before.</summary>
    Down,

    /// <summary>To the column before.</summary>
    Left,

    /// <summary>To the next column.</summary>
    Right,
}

/// <summary>A cell of a maze, named as on a chess board: <c>a1</c> is the lower left one.</summary>
/// <param name="Column">From 0.</param>
/// <param name="Row">From 0.</param>
public readonly record struct Cell(int Column, int Row)
{
    /// <summary>The cell beside it; it may lie outside of the maze.</summary>
    public Cell Next(Direction direction) => direction switch
    {
        Direction.Up => this with { Row = Row + 1 },
        Direction.Down => this with { Row = Row - 1 },
        Direction.Left => this with { Column = Column - 1 },
        _ => this with { Column = Column + 1 },
    };

    /// <summary>Steps between two cells if there were no walls.</summary>
    public int DistanceTo(Cell other) => Math.Abs(Column - other.Column) + Math.Abs(Row - other.Row);

    /// <inheritdoc/>
    public override string ToString() => $"{(char)('a' + Column)}{Row + 1}";
}
